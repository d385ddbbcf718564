import type { KnownLibrary } from "../../../shared/ipc/host-contract.ts";
import { runCommand } from "../../commands/commands.ts";
import { openMenu } from "../../components/ContextMenu/open-menu.ts";
import { copyAndSay } from "../../components/copy-and-say.ts";
import { host } from "../../ipc/host.ts";
import { telling } from "../../queries/telling.ts";
import { useLibraries } from "../../queries/libraries.ts";

/** Libraries beside the one of this program, once there are some. */
export function LibraryList() {
  const libraries = useLibraries().data ?? [];
  if (libraries.length < 2) return null;
  return (
    <>
      <h2 className="section-heading">Libraries</h2>
      <ul aria-label="Libraries" className="start-recent">
        {libraries.map((library) => (
          <LibraryRow key={library.libraryId} library={library} />
        ))}
      </ul>
    </>
  );
}

function LibraryRow({
  library: { libraryId, name, shownPath, isDefault, isMissing },
}: {
  library: KnownLibrary;
}) {
  const open = () =>
    isDefault ? runCommand("open-library") : void telling(() => host("library.openKnown", { libraryId }));
  return (
    <li
      className="start-recent-row"
      title={shownPath}
      onContextMenu={(event) =>
        openMenu(event, "Library menu", [
          { label: "Open", run: open, off: isMissing ? "it was moved or deleted" : undefined },
          { label: "Copy path", run: () => void copyAndSay(shownPath, "the path") },
          {
            label: "Remove from the list",
            run: () => void telling(() => host("library.forget", { libraryId })),
            off: isDefault ? "it is the library of this program" : undefined,
          },
        ])
      }
    >
      <button type="button" className="start-recent-name" disabled={isMissing} onClick={open}>
        {name}
      </button>
      <span className="start-recent-note">{isMissing ? "moved or deleted" : shownPath}</span>
    </li>
  );
}
