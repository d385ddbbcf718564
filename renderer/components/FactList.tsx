import type { ReactNode } from "react";
import "./FactList.css";

/** Names and values, one a row; a value of null leaves its row out. */
export function FactList({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="fact-list">
      {facts
        .filter(([, value]) => value !== null)
        .map(([name, value]) => (
          <div key={name} className="fact">
            <dt>{name}</dt>
            <dd className="selectable">{value}</dd>
          </div>
        ))}
    </dl>
  );
}
