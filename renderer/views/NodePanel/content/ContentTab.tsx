import { useNode } from "../use-node.ts";
import { FileBrowser } from "../files/FileBrowser.tsx";
import { JsonTab } from "../json/JsonTab.tsx";
import { ArraysContent } from "./ArraysContent.tsx";
import { CodeContent, RemoteContent } from "./CodeContent.tsx";
import { contentKind } from "./content-kind.ts";
import { KpointsContent } from "./KpointsContent.tsx";
import { ProcessContent } from "./ProcessContent.tsx";
import { StructureContent } from "./StructureContent.tsx";
import { ValueContent } from "./ValueContent.tsx";
import "./Content.css";

/** What the node holds, shown in the way of its type. */
export function ContentTab({ nodeId }: { nodeId: number }) {
  const { data, isPlaceholderData } = useNode(nodeId);
  if (!data || isPlaceholderData) return <p className="node-empty">Reading…</p>;
  switch (contentKind(data.row.nodeType)) {
    case "structure":
      return <StructureContent nodeId={nodeId} />;
    case "kpoints":
      return <KpointsContent nodeId={nodeId} />;
    case "arrays":
      return <ArraysContent nodeId={nodeId} />;
    case "value":
      return <ValueContent nodeId={nodeId} />;
    case "remote":
      return <RemoteContent node={data} />;
    case "code":
      return <CodeContent node={data} />;
    case "files":
      return <FileBrowser key={nodeId} nodeId={nodeId} opensSingle />;
    case "process":
      return <ProcessContent nodeId={nodeId} />;
    case "attributes":
      return <JsonTab nodeId={nodeId} column="attributes" />;
  }
}
