import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useEffect, useRef } from "react";
import { countDialog } from "./open-dialogs.ts";
import "./Dialog.css";

interface DialogProps {
  /** Heading and accessible name. */
  title: string;
  isOpen: boolean;
  /** Escape, the × and a click beside it: the dialog asks to be closed. */
  onClose: () => void;
  /** The dialog is gone and the focus is back where it was: what it was opened for can be done now. */
  onClosed?: () => void;
  children: ReactNode;
  className?: string;
}

/**
 * A modal dialog: the rest of the window is inert, the focus stays inside and returns to where it was. It begins at what
 * is marked with `data-first-focus`, else in the first field; without one in the text, so that the arrow keys scroll.
 */
export function Dialog({ title, isOpen, onClose, onClosed, children, className }: DialogProps) {
  const body = useRef<HTMLDivElement>(null);
  const opener = useRef<Element | null>(null);
  useEffect(() => (isOpen ? countDialog() : undefined), [isOpen]);
  const focusInside = (event: Event) => {
    event.preventDefault();
    opener.current = document.activeElement;
    const field =
      body.current?.querySelector<HTMLElement>(FIRST) ?? body.current?.querySelector<HTMLElement>(FIELDS);
    if (body.current && !field) body.current.tabIndex = 0; // a text alone must be reachable to be scrolled
    (field ?? body.current)?.focus();
  };
  const focusOpener = (event: Event) => {
    event.preventDefault(); // the library would look for a trigger button, and these dialogs open by command
    if (opener.current instanceof HTMLElement) opener.current.focus();
    onClosed?.();
  };
  return (
    <Radix.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="dialog-overlay">
          <Radix.Content
            className={className ? `dialog ${className}` : "dialog"}
            aria-describedby={undefined}
            onOpenAutoFocus={focusInside}
            onInteractOutside={keepForMenus}
            onCloseAutoFocus={focusOpener}
          >
            <div className="dialog-heading">
              <Radix.Title className="dialog-title">{title}</Radix.Title>
              <Radix.Close className="icon-button" aria-label="Close dialog">
                ×
              </Radix.Close>
            </div>
            <div ref={body} tabIndex={-1} className="dialog-body">
              {children}
            </div>
          </Radix.Content>
        </Radix.Overlay>
      </Radix.Portal>
    </Radix.Root>
  );
}

const FIRST = "[data-first-focus]"; // what the dialog was opened for
/** The menu of a text field in the dialog stands outside of it, and using it must not close the dialog. */
function keepForMenus(event: Event): void {
  if (event.target instanceof Element && event.target.closest("[role=menu]")) event.preventDefault();
}

const FIELDS = ["input", "select", "textarea"].map((field) => `${field}:not(:disabled)`).join(",");
