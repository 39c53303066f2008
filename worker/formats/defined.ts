type Defined<T> = { readonly [Key in keyof T]: Exclude<T[Key], undefined | null> };

/**
 * The object without its fields that are undefined or null: formats write "absent" in both ways,
 * and our types in neither.
 */
export function defined<T extends object>(value: T): Compact<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, one]) => one !== undefined && one !== null),
  ) as Compact<T>;
}

type OptionalKeys<T> = {
  [Key in keyof T]: undefined extends T[Key] ? Key : null extends T[Key] ? Key : never;
}[keyof T];

/** `T` whose fields that may be undefined or null may be absent instead. */
export type Compact<T> = Defined<Omit<T, OptionalKeys<T>>> &
  Partial<Defined<Pick<T, OptionalKeys<T>>>>;
