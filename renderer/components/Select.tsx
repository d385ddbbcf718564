import { Check, ChevronDown } from "lucide-react";
import { Select as Radix } from "radix-ui";
import "./Select.css";

interface SelectProps<T extends string> {
  /** Accessible name. */
  name: string;
  title?: string;
  options: ReadonlyArray<{ value: T; label: string }>;
  value: T;
  onChange(value: T): void;
  className?: string;
}

/** One choice of a short list, with the looks of the window. The options are in the page only while the list is open. */
export function Select<T extends string>({
  name,
  title,
  options,
  value,
  onChange,
  className,
}: SelectProps<T>) {
  const pick = (picked: string) => {
    const option = options.find((one) => one.value === picked);
    if (option) onChange(option.value);
  };
  return (
    <Radix.Root value={value} onValueChange={pick}>
      <Radix.Trigger className={className ? `select ${className}` : "select"} aria-label={name} title={title}>
        <Radix.Value />
        <Radix.Icon className="select-icon">
          <ChevronDown size={13} />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className="select-list" position="popper" sideOffset={2}>
          <Radix.Viewport>
            {options.map((option) => (
              <Radix.Item key={option.value} value={option.value} className="select-option">
                <Radix.ItemText>{option.label}</Radix.ItemText>
                <Radix.ItemIndicator>
                  <Check size={13} />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
