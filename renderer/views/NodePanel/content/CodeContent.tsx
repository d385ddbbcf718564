import type { ReactNode } from "react";
import { className } from "../../../../shared/model/node.ts";
import { escapeBlock, escapeLine } from "../../../../shared/text/escape.ts";
import { ErrorNotice } from "../../../components/ErrorNotice.tsx";
import { JsonTab } from "../json/JsonTab.tsx";
import { useNodeJson } from "../json/use-json-index.ts";
import { Fact } from "../Facts.tsx";
import type { NodeDetails } from "../use-node.ts";
import { attributeTexts } from "./attribute-texts.ts";

// Attributes of the code classes of AiiDA 1 and 2, in the order in which a person asks for them.
const CODE_FACTS: readonly (readonly [name: string, keys: readonly string[]])[] = [
  ["Executable", ["filepath_executable", "remote_exec_path", "local_executable"]],
  ["Container image", ["image_name"]],
  ["Run with", ["engine_command"]],
  ["Default plugin", ["input_plugin"]],
  ["With MPI", ["with_mpi"]],
];

/** Where a code is and how it is run. */
export function CodeContent({ node }: { node: NodeDetails }) {
  return (
    <Described node={node}>
      {(texts) => (
        <>
          <dl className="facts">
            {CODE_FACTS.map(([name, keys]) => {
              const text = keys.map((key) => texts.get(key)).find((one) => one !== undefined);
              return (
                text !== undefined && (
                  <Fact key={name} name={name}>
                    <span className="mono">{escapeLine(text)}</span>
                  </Fact>
                )
              );
            })}
            <ComputerFact node={node} />
          </dl>
          <Script heading="Before the run" text={texts.get("prepend_text")} />
          <Script heading="After the run" text={texts.get("append_text")} />
          {node.counts.files > 0 && (
            <p className="node-none content-section">The code itself is kept in this node: see “Files”.</p>
          )}
        </>
      )}
    </Described>
  );
}

/** Where the files of a calculation lie on its computer. They are not in the archive. */
export function RemoteContent({ node }: { node: NodeDetails }) {
  return (
    <Described node={node}>
      {(texts) => (
        <>
          <dl className="facts">
            <Fact name="Path">
              <span className="mono">
                {escapeLine(texts.get("remote_path") ?? texts.get("target_basepath") ?? "not stored")}
              </span>
            </Fact>
            <ComputerFact node={node} />
          </dl>
          <p className="node-none content-section">
            {className(node.row.nodeType)} points to a folder on that computer. Its files are not in this
            source.
          </p>
        </>
      )}
    </Described>
  );
}

function Described({
  node,
  children,
}: {
  node: NodeDetails;
  children: (texts: ReadonlyMap<string, string>) => ReactNode;
}) {
  const { nodeId } = node.row;
  const { data, error } = useNodeJson(nodeId, "attributes");
  if (error) return <ErrorNotice error={error} />;
  if (!data) return <p className="node-empty">Reading…</p>;
  if (!data.index || data.index.problem) return <JsonTab nodeId={nodeId} column="attributes" />;
  return <div className="content">{children(attributeTexts(data.index.text))}</div>;
}

function ComputerFact({ node: { computer } }: { node: NodeDetails }) {
  return (
    <Fact name="Computer">
      {computer ? (
        <>
          {escapeLine(computer.label)}
          {computer.hostname !== computer.label && (
            <span className="fact-note"> {escapeLine(computer.hostname)}</span>
          )}
        </>
      ) : (
        "none"
      )}
    </Fact>
  );
}

function Script({ heading, text }: { heading: string; text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <section className="content-section">
      <h3 className="section-heading">{heading}</h3>
      <pre className="value mono selectable">{escapeBlock(text.slice(0, 20_000))}</pre>
    </section>
  );
}
