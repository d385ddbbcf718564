import { useId } from "react";
import { escapeLine } from "../../../shared/text/escape.ts";
import { BlankMark } from "../../components/BlankMark.tsx";
import { countOf, formatCount } from "../../components/number-text.ts";
import type { ComparedFile } from "./import-calls.ts";
import type { OwnSettings } from "./import-plan.ts";

interface FileGroupsProps {
  groups: ComparedFile["groups"];
  groupCount: number;
  own: OwnSettings;
  onChange: (change: Partial<OwnSettings>) => void;
}

/** The groups of a file: those that are made, or those whose nodes are wanted. */
export function FileGroups({ groups, groupCount, own, onChange }: FileGroupsProps) {
  const isPart = own.part === "groups";
  const isTicked = (uuid: string) => (isPart ? own.wanted.has(uuid) : !own.skipped.has(uuid));
  const setTicked = (ticked: (uuid: string) => boolean) => {
    const uuids = groups.map(({ uuid }) => uuid);
    if (isPart) onChange({ wanted: new Set(uuids.filter(ticked)) });
    else onChange({ skipped: new Set(uuids.filter((uuid) => !ticked(uuid))) });
  };
  return (
    <fieldset className="import-groups">
      <legend>{isPart ? "Groups to import" : "Groups to make"}</legend>
      <p className="import-note">
        {isPart
          ? "Only nodes of the ticked groups come, with what belongs to them."
          : "Nodes of a group that is not ticked come all the same; only the group is not made."}{" "}
        <button type="button" className="link-button" onClick={() => setTicked(() => true)}>
          Tick all
        </button>{" "}
        <button type="button" className="link-button" onClick={() => setTicked(() => false)}>
          Tick none
        </button>
      </p>
      <ul className="import-group-list" aria-label="Groups of the file">
        {groups.map((group) => (
          <GroupRow
            key={group.uuid}
            group={group}
            isTicked={isTicked(group.uuid)}
            onChange={(isOn) => setTicked((uuid) => (uuid === group.uuid ? isOn : isTicked(uuid)))}
          />
        ))}
        {groupCount > groups.length && (
          <li className="import-note">
            and {formatCount(groupCount - groups.length)} more, which are {isPart ? "left out" : "made"}.
          </li>
        )}
      </ul>
    </fieldset>
  );
}

interface GroupRowProps {
  group: ComparedFile["groups"][number];
  isTicked: boolean;
  onChange: (isTicked: boolean) => void;
}

function GroupRow({ group: { label, typeString, nodes, isThere }, isTicked, onChange }: GroupRowProps) {
  const id = useId();
  return (
    <li className="import-group">
      <input type="checkbox" id={id} checked={isTicked} onChange={({ target }) => onChange(target.checked)} />
      <label htmlFor={id}>
        {escapeLine(label)}
        <BlankMark of={label} />
      </label>
      <span className="import-group-note">
        {countOf(nodes, "node")}
        {typeString === "core" ? "" : ` · ${escapeLine(typeString)}`}
        {isThere ? " · there already" : ""}
      </span>
    </li>
  );
}
