/**
 * User and password that an address holds, as `user:password`; null when it holds none. A "%" that begins no escape, or an
 * escape of no UTF-8, stands for itself.
 */
export function credentialsOf({ username, password }: URL): string | null {
  return username === "" && password === "" ? null : `${decoded(username)}:${decoded(password)}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
