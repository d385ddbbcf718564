import { type ReactNode, useRef } from "react";
import { useScrolls } from "./use-scrolls.ts";
import "./FactValue.css";

/** A value in a list of facts, of any length: a few lines of it, and the rest by scrolling, for which it takes the keyboard focus. */
export function FactValue({ children }: { children: ReactNode }) {
  const value = useRef<HTMLElement>(null);
  const scrolls = useScrolls(value);
  return (
    <dd ref={value} className="fact-value selectable" tabIndex={scrolls ? 0 : undefined}>
      {children}
    </dd>
  );
}
