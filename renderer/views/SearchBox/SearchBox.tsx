import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import { useCommand } from "../../commands/commands.ts";
import { shownKeys } from "../../commands/keys.ts";
import { engineQuery } from "../../queries/engine-query.ts";
import { useSourceId, useViewActions } from "../../state/source-view.ts";
import { SearchResults } from "./SearchResults.tsx";
import { FIRST_LIMIT, MORE_LIMIT, type SearchItem, searchItems } from "./search-results.ts";
import { useDebounced } from "./use-debounced.ts";
import "./SearchBox.css";

/** A person types on: asking at each key would only queue up answers that nobody reads. */
const WAIT_MS = 80;
const MAX_LENGTH = 1000; // what the engine takes

/** Search over all nodes of the source at hand: PK, UUID, label, process label, type. Enter goes to the node. */
export function SearchBox() {
  const sourceId = useSourceId();
  return <SearchField key={sourceId} sourceId={sourceId} />;
}

function SearchField({ sourceId }: { sourceId: string }) {
  const [text, setText] = useState("");
  const [limit, setLimit] = useState(FIRST_LIMIT);
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  /** Counts what a person did since: an answer that Enter waited for is not taken after something else. */
  const serial = useRef(0);
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const { choose } = useViewActions();
  const client = useQueryClient();
  const wanted = useDebounced(text.trim(), WAIT_MS);
  const search = useQuery({
    ...engineQuery(sourceId, "nodes.search", { text: wanted, limitPerKind: limit }),
    enabled: wanted !== "",
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });

  const groups = wanted === "" ? [] : (search.data ?? []);
  const items = searchItems(groups, limit);
  const isCurrent = wanted === text.trim() && !search.isPlaceholderData && search.isSuccess;
  const index = Math.min(active, items.length - 1);
  const isShown = isOpen && wanted !== "";

  const take = (item: SearchItem | undefined) => {
    if (item?.type === "more") setLimit(MORE_LIMIT);
    if (item?.type !== "node") return;
    setOpen(false);
    choose(item.row.nodeId, { center: true });
  };
  /** Enter was pressed before the answer was there: go to the first result when it comes. */
  const takeFirst = async () => {
    const mine = ++serial.current;
    const query = engineQuery(sourceId, "nodes.search", { text: text.trim(), limitPerKind: limit });
    const found = await client.fetchQuery(query).catch(() => []); // a failure stands below the field
    if (mine === serial.current) take(searchItems(found, limit)[0]);
  };

  const change = (next: string) => {
    setText(next);
    setLimit(FIRST_LIMIT);
    setActive(0);
    setOpen(true);
    serial.current++;
  };
  useCommand("find", ({ text: wanted }) => {
    if (wanted !== undefined) change(wanted);
    input.current?.focus();
    if (wanted === undefined) input.current?.select();
    else setOpen(true);
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && items.length > 0) {
      event.preventDefault();
      setOpen(true);
      const next = isShown ? (index + step + items.length) % items.length : index;
      setActive(next);
      document.getElementById(`${listId}-${next}`)?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && text.trim() !== "") {
      if (isCurrent) take(items[index]);
      else void takeFirst();
    } else if (event.key === "Escape") {
      serial.current++;
      if (isShown) setOpen(false);
      else input.current?.blur();
    }
  };
  return (
    <div
      className="search-box"
      onBlur={(event) => {
        if (event.currentTarget.contains(event.relatedTarget)) return;
        setOpen(false);
        serial.current++;
      }}
    >
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-label="Search nodes"
        aria-expanded={isShown}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={isShown && items.length > 0 ? `${listId}-${index}` : undefined}
        placeholder="Search nodes"
        spellCheck={false}
        maxLength={MAX_LENGTH}
        className="text-input search-input"
        value={text}
        onChange={(event) => change(event.target.value)}
        onFocus={() => setOpen(text !== "")}
        onKeyDown={onKeyDown}
      />
      {text === "" && (
        <kbd aria-hidden="true" className="search-key">
          {shownKeys("CmdOrCtrl+F")}
        </kbd>
      )}
      <div className="search-results" hidden={!isShown}>
        <SearchResults groups={groups} items={items} active={index} listId={listId} onTake={take} />
        <p role="status" className="search-note">
          {search.isError ? search.error.message : noteOf(isCurrent, items.length, wanted)}
        </p>
      </div>
    </div>
  );
}

function noteOf(isCurrent: boolean, count: number, wanted: string): string {
  if (count > 0) return "";
  return isCurrent
    ? `Nothing matches “${wanted}”. Search looks at types, labels, process labels, PKs and beginnings of UUIDs.`
    : "Searching…";
}
