import "./Switch.css";

interface SwitchProps {
  label: string;
  isOn: boolean;
  describedBy?: string;
  onChange: (isOn: boolean) => void;
}

/** Something that is on or off, at once when it is switched; the label is for screen readers, the text stands beside it. */
export function Switch({ label, isOn, describedBy, onChange }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={isOn}
      aria-label={label}
      aria-describedby={describedBy}
      className="switch"
      onClick={() => onChange(!isOn)}
    >
      <span className={isOn ? "switch-track is-on" : "switch-track"} aria-hidden="true" />
      <span aria-hidden="true">{isOn ? "on" : "off"}</span>
    </button>
  );
}
