import { X } from "lucide-react";
import type { ReactNode } from "react";
import { escapeLine } from "../../../shared/text/escape.ts";
import { BlankMark } from "../../components/BlankMark.tsx";
import { timeToMicros } from "../../../shared/model/stored-time.ts";
import { FactValue } from "../../components/FactValue.tsx";
import { RelativeTime } from "../../components/RelativeTime.tsx";
import { TermHelp } from "../../components/TermHelp.tsx";
import { formatCount } from "../../components/number-text.ts";
import { runCommand } from "../../commands/commands.ts";
import { editOrTell } from "../../queries/library-edits.ts";
import { useIsEditable } from "../../state/editable.ts";
import { useSourceId, useView, useViewActions } from "../../state/source-view.ts";
import { useSourceWord } from "../../state/sources.ts";
import type { NodeDetails } from "./use-node.ts";

const SCHEDULER_WORDS: Record<string, string> = {
  job_id: "Job id",
  scheduler_state: "Scheduler state",
  scheduler_lastchecktime: "Last checked",
  max_wallclock_seconds: "Time limit (s)",
  remote_workdir: "Work directory",
};

/** The plain facts of the node: when, who, where, in which groups. */
export function Facts({ node }: { node: NodeDetails }) {
  const { row, computer, cachedFrom, process } = node;
  const isEditable = useIsEditable();
  return (
    <div className="node-section">
      <h3 className="section-heading">Facts</h3>
      <dl className="facts">
        <Fact name="Created">
          <RelativeTime iso={row.ctime} />
        </Fact>
        <Fact name="Modified">
          <RelativeTime iso={row.mtime} />
        </Fact>
        <Fact name="User">{escapeLine(row.user)}</Fact>
        {computer && (
          <Fact name="Computer">
            {escapeLine(computer.label)}
            <BlankMark of={computer.label} />
            {computer.hostname !== computer.label && (
              <span className="fact-note"> {escapeLine(computer.hostname)}</span>
            )}
          </Fact>
        )}
        {(node.groups.length > 0 || isEditable) && <Groups node={node} isEditable={isEditable} />}
        {cachedFrom && <CachedFrom cachedFrom={cachedFrom} />}
        {process && !process.isSealed && (
          <Fact name="Sealed">
            no: AiiDA refuses to export it <TermHelp id="sealed" />
          </Fact>
        )}
        {Object.entries(process?.scheduler ?? {}).map(([name, value]) => (
          <Fact key={name} name={SCHEDULER_WORDS[name] ?? escapeLine(name).replaceAll("_", " ")}>
            {Number.isNaN(timeToMicros(value)) ? (
              escapeLine(value.slice(0, 1000))
            ) : (
              <RelativeTime iso={value} />
            )}
          </Fact>
        ))}
        <Fact name="Type">
          <span className="mono">{escapeLine(row.nodeType)}</span>
        </Fact>
        {row.processType && (
          <Fact name="Process type">
            <span className="mono">{escapeLine(row.processType)}</span>
          </Fact>
        )}
        <Fact name="UUID">
          <span className="mono">{escapeLine(row.uuid)}</span>
        </Fact>
      </dl>
    </div>
  );
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <FactValue>{children}</FactValue>
    </>
  );
}

function Groups({ node, isEditable }: { node: NodeDetails; isEditable: boolean }) {
  const inBasket = useView((view) => view.basket.groupIds);
  const { addGroupToBasket, removeGroupFromBasket } = useViewActions();
  const further = node.counts.groups - node.groups.length;
  return (
    <>
      <dt>{node.counts.groups === 1 ? "Group" : "Groups"}</dt>
      <dd className="selectable">
        <ul className="fact-groups">
          {node.groups.map(({ groupId, uuid, label }) => {
            const name = escapeLine(label);
            const isIn = inBasket.has(groupId);
            return (
              <li key={groupId} className="fact-group">
                <span className="fact-group-name">
                  {name}
                  <BlankMark of={label} />
                </span>
                <button
                  type="button"
                  className="link-button"
                  title={
                    isIn ? "Take this group out of the export basket" : "Export this group and all its nodes"
                  }
                  aria-label={isIn ? `Remove group ${name} from basket` : `Add group ${name} to basket`}
                  onClick={() => (isIn ? removeGroupFromBasket(groupId) : addGroupToBasket(groupId))}
                >
                  {isIn ? "From basket" : "To basket"}
                </button>
                {isEditable && <LeaveGroup nodeId={node.row.nodeId} uuid={uuid} name={name} />}
              </li>
            );
          })}
        </ul>
        {further > 0 && <span className="fact-note">and {formatCount(further)} more</span>}
        {isEditable && (
          <button
            type="button"
            className="link-button"
            onClick={() => runCommand("group-add", { nodeIds: [node.row.nodeId] })}
          >
            Add to group…
          </button>
        )}
      </dd>
    </>
  );
}

function LeaveGroup({ nodeId, uuid, name }: { nodeId: number; uuid: string; name: string }) {
  const sourceId = useSourceId();
  const leave = () =>
    editOrTell(sourceId, "remove 1 node from group", [
      { kind: "group-remove", group: uuid, nodeIds: [nodeId] },
    ]);
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={`Remove node from group ${name}`}
      title="Remove this node from the group"
      onClick={() => void leave()}
    >
      <X size={12} />
    </button>
  );
}

function CachedFrom({ cachedFrom }: { cachedFrom: NonNullable<NodeDetails["cachedFrom"]> }) {
  const { choose } = useViewActions();
  const place = useSourceWord();
  const { uuid, nodeId } = cachedFrom;
  return (
    <Fact name="Cached from">
      {nodeId === null ? (
        <>
          <span className="mono">{escapeLine(uuid)}</span>
          <span className="fact-note"> not in {place}</span>
        </>
      ) : (
        <button
          type="button"
          className="link-button mono"
          title={escapeLine(uuid)}
          onClick={() => choose(nodeId, { center: true })}
        >
          {escapeLine(uuid.slice(0, 8))} (PK {nodeId})
        </button>
      )}
    </Fact>
  );
}
