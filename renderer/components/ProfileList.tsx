import type { AiidaProfile } from "../../shared/ipc/host-contract.ts";
import "./ProfileList.css";

/** AiiDA's profiles by name: those that open as buttons, the others with the reason. */
export function ProfileList({
  profiles,
  onOpen,
}: {
  profiles: readonly AiidaProfile[];
  onOpen: (profileId: string) => void;
}) {
  const readable = profiles.filter(({ problem }) => problem === null);
  const others = profiles.filter(({ problem }) => problem !== null);
  return (
    <ul aria-label="AiiDA profiles" className="profile-list">
      {[...readable, ...others].map(({ profileId, name, isDefault, shownPath, problem }, position) => (
        <li key={profileId} className="profile-row" title={shownPath ?? undefined}>
          {problem === null ? (
            <button
              type="button"
              className="profile-name"
              data-first-focus={position === 0 ? "" : undefined}
              onClick={() => onOpen(profileId)}
            >
              {name}
            </button>
          ) : (
            <span className="profile-name is-off">{name}</span>
          )}
          <span>
            {isDefault && "default"}
            {isDefault && problem !== null && " · "}
            {problem !== null && `not readable: ${problem}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
