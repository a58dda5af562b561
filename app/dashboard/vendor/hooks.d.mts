// What the page uses of preact/hooks.
export function useState<T>(first: T | (() => T)): [T, (next: T | ((now: T) => T)) => void];
export function useEffect(effect: () => void | (() => void), inputs?: readonly unknown[]): void;
export function useRef<T>(first: T): { current: T };
export function useCallback<T extends (...given: never[]) => unknown>(
  callback: T,
  inputs: readonly unknown[],
): T;
export function useMemo<T>(make: () => T, inputs: readonly unknown[]): T;
