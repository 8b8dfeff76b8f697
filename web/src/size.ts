// Width of an element as it is drawn, so that figures are drawn in real pixels and their letters stay legible on a phone.

import { useEffect, useRef, useState } from "preact/hooks";
import type { RefObject } from "preact";

export function useWidth(): [RefObject<HTMLDivElement | null>, number] {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}

/** Whether the page is drawn dark: by choice, else as the system says. */
export function useDark(theme: "light" | "dark" | "system"): boolean {
  const query = matchMedia("(prefers-color-scheme: dark)");
  const [system, setSystem] = useState(query.matches);
  useEffect(() => {
    const listener = () => setSystem(query.matches);
    query.addEventListener("change", listener);
    return () => query.removeEventListener("change", listener);
  }, []);
  return theme === "system" ? system : theme === "dark";
}
