interface DialogButtonsProps {
  /** What the form does. */
  label: string;
  isOff: boolean;
  onCancel: () => void;
}

/** The two buttons at the end of a form. */
export function DialogButtons({ label, isOff, onCancel }: DialogButtonsProps) {
  return (
    <div className="group-buttons">
      <button type="button" className="button" onClick={onCancel}>
        Cancel
      </button>
      <button type="submit" className="button primary" disabled={isOff}>
        {label}
      </button>
    </div>
  );
}
