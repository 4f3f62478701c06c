package studio.atelier.backend.data.http;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.data.DataProblem;
import studio.atelier.backend.data.plan.Node;
import studio.atelier.platform.problem.Problem;

/// Which rows are wanted and which came: `Range`, `Content-Range`, 206 and 416. Source: wire reference 3.4.
final class Window {

    private static final Pattern RANGE = Pattern.compile("(?:[a-z]+=)?([0-9]{1,18})-([0-9]{1,18})?");

    private Window() {}

    /// The node, narrowed to what the header `Range` says too.
    static Node narrowed(Node node, @Nullable String header) {
        var range = RANGE.matcher(header == null ? "" : header.strip());
        if (!range.matches()) {
            return node;
        }
        long lower = Long.parseLong(range.group(1));
        long upper = range.group(2) == null ? Long.MAX_VALUE - 1 : Long.parseLong(range.group(2));
        if (lower > upper) {
            throw unsatisfiable(
                    "The lower boundary must be lower than or equal to the upper boundary in the Range header.");
        }
        long from = Math.max(node.offset(), lower);
        long to = node.limit() == null ? upper : Math.min(upper, node.offset() + node.limit() - 1);
        Long limit = to == Long.MAX_VALUE - 1 ? null : Long.valueOf(Math.max(0, to - from + 1));
        return new Node(
                node.name(),
                node.relation(),
                node.alias(),
                node.from(),
                node.items(),
                node.where(),
                node.order(),
                limit,
                from,
                node.children());
    }

    /// @param total null when not counted
    static String contentRange(long offset, long rows, @Nullable Long total) {
        String range = rows == 0 ? "*" : offset + "-" + (offset + rows - 1);
        return range + "/" + (total == null ? "*" : total.toString());
    }

    /// @throws studio.atelier.platform.problem.ProblemException `data.range` where the offset lies beyond
    static int status(long offset, long rows, @Nullable Long total) {
        if (total == null) {
            return 200;
        }
        if (offset > total) {
            throw new Problem(
                            DataProblem.RANGE,
                            "Requested range not satisfiable",
                            List.of(),
                            null,
                            Map.of(
                                    DataProblem.DETAILS,
                                    "An offset of " + offset + " was requested, but there are only " + total + " rows.",
                                    DataProblem.HEADERS,
                                    Map.of("Content-Range", "*/" + total)))
                    .exception();
        }
        return rows < total ? 206 : 200;
    }

    private static RuntimeException unsatisfiable(String details) {
        return DataProblem.RANGE.problem("Requested range not satisfiable", details, null);
    }
}
