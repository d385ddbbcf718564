import { type KeyboardEvent, useRef } from "react";

interface RadioRowProps<T extends string> {
  name: string;
  options: ReadonlyArray<{ value: T; label: string; title?: string }>;
  value: T;
  onChange(value: T): void;
  /** Inside a toolbar the toolbar moves the focus, and Space or Enter choose; alone, the arrows choose at once. */
  isInToolbar?: boolean;
}

/** A few choices side by side, one of them taken. */
export function RadioRow<T extends string>({
  name,
  options,
  value,
  onChange,
  isInToolbar,
}: RadioRowProps<T>) {
  const row = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return; // Alt+← goes back
    const step =
      event.key === "ArrowRight" || event.key === "ArrowDown"
        ? 1
        : event.key === "ArrowLeft" || event.key === "ArrowUp"
          ? -1
          : 0;
    const next =
      options[(options.findIndex((one) => one.value === value) + step + options.length) % options.length];
    if (isInToolbar || step === 0 || !next) return;
    event.preventDefault();
    onChange(next.value);
    row.current?.querySelector<HTMLElement>(`[data-value="${next.value}"]`)?.focus();
  };
  return (
    <div ref={row} role="radiogroup" aria-label={name} className="radio-row" onKeyDown={onKeyDown}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          role="radio"
          data-value={option.value}
          aria-checked={option.value === value}
          title={option.title}
          {...(isInToolbar ? {} : { tabIndex: option.value === value ? 0 : -1 })}
          onClick={() => onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
