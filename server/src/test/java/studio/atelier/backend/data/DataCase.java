package studio.atelier.backend.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The table of HTTP cases, one block each:
///
/// ```
/// ## what it shows
/// METHOD /path?query
/// > Header: of the request          (`> as:` names who asks)
/// >> line of the body
/// 200
/// < Header: of the answer           (`-`: it is not there)
/// body of the answer
/// ```
record DataCase(
        String title,
        String method,
        String path,
        String who,
        Map<String, String> headers,
        @Nullable String body,
        int status,
        Map<String, String> answerHeaders,
        String answer) {

    static List<DataCase> read(String file) {
        List<DataCase> cases = new ArrayList<>();
        for (String block : resource(file).split("(?m)^## ", -1)) {
            if (!block.isBlank()) {
                cases.add(parse(block));
            }
        }
        return cases;
    }

    static String resource(String file) {
        try (var in = DataCase.class.getResourceAsStream("/data/" + file)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + file);
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static DataCase parse(String block) {
        List<String> lines = block.stripTrailing().lines().toList();
        String[] request = lines.get(1).split(" ", 2);
        Map<String, String> headers = new LinkedHashMap<>();
        Map<String, String> answerHeaders = new LinkedHashMap<>();
        StringBuilder body = new StringBuilder();
        boolean hasBody = false;
        int at = 2;
        for (; lines.get(at).startsWith(">"); at++) {
            if (lines.get(at).startsWith(">>")) {
                String line = lines.get(at).length() > 3 ? lines.get(at).substring(3) : "";
                body.append(hasBody ? "\n" : "").append(line);
                hasBody = true;
            } else {
                header(lines.get(at), headers);
            }
        }
        int status = Integer.parseInt(lines.get(at++));
        for (; at < lines.size() && lines.get(at).startsWith("< "); at++) {
            header(lines.get(at), answerHeaders);
        }
        String who = headers.remove("as");
        return new DataCase(
                lines.getFirst(),
                request[0],
                encoded(request[1]),
                who == null ? "anon" : who,
                headers,
                hasBody ? body.toString() : null,
                status,
                answerHeaders,
                String.join("\n", lines.subList(at, lines.size())));
    }

    private static void header(String line, Map<String, String> headers) {
        String[] parts = line.substring(2).split(": ", 2);
        headers.put(parts[0], parts[1]);
    }

    /// As a browser does before it sends.
    private static String encoded(String path) {
        StringBuilder text = new StringBuilder();
        for (byte each : path.getBytes(UTF_8)) {
            char c = (char) (each & 0xff);
            if (c > 126 || " \"<>\\^`{|}".indexOf(c) >= 0) {
                text.append("%%%02X".formatted((int) c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
