import "./FieldError.css";

/** Why what stands in a field cannot be taken, said below it; the field names it by `aria-describedby`. */
export function FieldError({ id, error }: { id: string; error: Error | null }) {
  return (
    <p id={id} role="alert" className="field-error selectable" hidden={error === null}>
      {error?.message}
    </p>
  );
}
