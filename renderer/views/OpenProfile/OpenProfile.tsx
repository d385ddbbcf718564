import { useState } from "react";
import { useCommand } from "../../commands/commands.ts";
import { Dialog } from "../../components/Dialog.tsx";
import { ProfileList } from "../../components/ProfileList.tsx";
import { host } from "../../ipc/host.ts";
import { useProfiles } from "../../queries/profiles.ts";

/** Open a profile of AiiDA on this computer by its name, or any profile folder. */
export function OpenProfile() {
  const [isOpen, setOpen] = useState(false);
  const profiles = useProfiles().data ?? [];
  useCommand("open-profile", () => setOpen(true));
  const close = () => setOpen(false);
  return (
    <Dialog title="Open AiiDA profile" isOpen={isOpen} onClose={close}>
      {profiles.length === 0 ? (
        <p>
          No profiles of AiiDA were found on this computer. Stemma looks where AiiDA does: AIIDA_PATH, else
          ~/.aiida.
        </p>
      ) : (
        <>
          <p>Profiles are opened read-only, also while AiiDA works with them. It notices nothing.</p>
          <ProfileList
            profiles={profiles}
            onOpen={(profileId) => {
              close();
              void host("profiles.open", { profileId });
            }}
          />
        </>
      )}
      <div>
        <button
          type="button"
          className="button"
          onClick={() => {
            close();
            void host("sources.openDialog", { folder: true });
          }}
        >
          Choose a folder…
        </button>
      </div>
    </Dialog>
  );
}
