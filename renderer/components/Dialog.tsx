import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import "./Dialog.css";

interface DialogProps {
  /** Heading and accessible name. */
  title: string;
  isOpen: boolean;
  /** Escape, the × and a click beside it: the dialog asks to be closed. */
  onClose: () => void;
  children: ReactNode;
  className?: string;
}

/** A modal dialog: the rest of the window is inert, the focus stays inside and returns to where it was. */
export function Dialog({ title, isOpen, onClose, children, className }: DialogProps) {
  return (
    <Radix.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="dialog-overlay">
          <Radix.Content
            className={className ? `dialog ${className}` : "dialog"}
            aria-describedby={undefined}
          >
            <div className="dialog-heading">
              <Radix.Title className="dialog-title">{title}</Radix.Title>
              <Radix.Close className="icon-button" aria-label="Close dialog">
                ×
              </Radix.Close>
            </div>
            <div className="dialog-body">{children}</div>
          </Radix.Content>
        </Radix.Overlay>
      </Radix.Portal>
    </Radix.Root>
  );
}
