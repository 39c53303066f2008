import type { Route, RouteElement } from "./route.ts";

/** Throws; it names an element, one of its fields and what is wrong there. */
type Refuse = (id: string, path: readonly string[], sentence: string) => never;

/** A way out of an element. */
interface Output {
  readonly name: string;
  readonly to: string;
}

/**
 * Refuses what would lead nowhere, round in a circle, or is never reached; and a model whose success
 * leads on, because a run has one answer.
 */
export function checkGraph(route: Route, refuse: Refuse): void {
  for (const element of route.elements.values())
    for (const { name, to } of outputsOf(element)) {
      const target = route.elements.get(to);
      if (target === undefined) refuse(element.id, ["outputs", name], `there is no element ${to}`);
      else if (target.type === "start")
        refuse(element.id, ["outputs", name], "nothing leads to the start");
      else if (element.type === "model" && name === "success" && target.type !== "end")
        refuse(element.id, ["outputs", name], "a model's success leads to an end");
    }
  const reached = reach(route, refuse);
  for (const { id } of route.elements.values())
    if (!reached.has(id)) refuse(id, ["id"], "nothing leads to this element");
  if (![...route.elements.values()].some(({ type }) => type === "model"))
    refuse(route.start, ["outputs", "next"], "it leads to no model");
}

/** Every element that the start leads to. */
function reach(route: Route, refuse: Refuse): ReadonlySet<string> {
  const done = new Set<string>();
  const open = new Set<string>();
  const visit = (id: string): void => {
    const element = route.elements.get(id);
    if (element === undefined || done.has(id)) return;
    open.add(id);
    for (const { name, to } of outputsOf(element)) {
      if (open.has(to)) refuse(id, ["outputs", name], `it leads round in a circle to ${to}`);
      visit(to);
    }
    open.delete(id);
    done.add(id);
  };
  visit(route.start);
  return done;
}

function outputsOf(element: RouteElement): readonly Output[] {
  switch (element.type) {
    case "end":
      return [];
    case "start":
      return [{ name: "next", to: element.next }];
    case "conditional":
      return [
        { name: "true", to: element.whenTrue },
        { name: "false", to: element.whenFalse },
      ];
    case "percentage": {
      const shares = element.branches.map(({ output, to }) => ({ name: output, to }));
      return element.rest === undefined ? shares : [...shares, { name: "else", to: element.rest }];
    }
    case "rate_limit":
    case "model": {
      const success = { name: "success", to: element.success };
      return element.fallback === undefined
        ? [success]
        : [success, { name: "fallback", to: element.fallback }];
    }
  }
}
