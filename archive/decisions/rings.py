"""Which ends of relations lie on a common ring: strongly connected parts of a graph."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

Graph = Mapping[str, Collection[str]]


def rings(pairs: Iterable[tuple[str, str]]) -> dict[str, int]:
    """A number for each end of `pairs` (from, to), the same where each leads to the other.

    A paragraph goes with its record where something is said of the record itself. Ends that are
    on no ring are left out. Takes time in proportion to the number of pairs.
    """
    graph = _graph(pairs)
    out: dict[str, int] = {}
    number = 0
    for part in _parts(graph):
        if len(part) > 1:
            number += 1
            out |= dict.fromkeys(part, number)
    return out


def _graph(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    graph: dict[str, set[str]] = {}
    targets: set[str] = set()
    for source, target in pairs:
        graph.setdefault(source, set()).add(target)
        targets.add(target)
    sources = set(graph)
    for each in sorted(sources | targets):
        record, mark, _ = each.partition("#")
        if mark and record in sources:
            graph.setdefault(each, set()).add(record)
        if mark and record in targets:
            graph.setdefault(record, set()).add(each)
    return graph


def _parts(graph: Graph) -> Iterable[list[str]]:
    """The strongly connected parts (Tarjan), without recursion."""
    found: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    for root in graph:
        if root in found:
            continue
        found[root] = low[root] = len(found)
        stack.append(root)
        on_stack.add(root)
        path = [(root, iter(graph[root]))]
        while path:
            here, onward = path[-1]
            each = next(onward, None)
            if each is None:
                path.pop()
                if path:
                    above = path[-1][0]
                    low[above] = min(low[above], low[here])
                if low[here] == found[here]:
                    part = [stack.pop()]
                    while part[-1] != here:
                        part.append(stack.pop())
                    on_stack.difference_update(part)
                    yield part
            elif each not in found:
                found[each] = low[each] = len(found)
                stack.append(each)
                on_stack.add(each)
                path.append((each, iter(graph.get(each, ()))))
            elif each in on_stack:
                low[here] = min(low[here], found[each])
