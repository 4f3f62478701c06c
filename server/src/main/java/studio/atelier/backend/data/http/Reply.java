package studio.atelier.backend.data.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An answer, free of the servlet.
///
/// @param reason  phrase of the status; null for the usual one
/// @param headers in order; names may repeat
@SuppressWarnings("ArrayRecordComponent") // the bytes travel through, nobody compares them
record Reply(int status, @Nullable String reason, List<Header> headers, byte[] body) {

    private static final byte[] NOTHING = {};

    record Header(String name, String value) {}

    Reply {
        headers = List.copyOf(headers);
    }

    static Reply of(int status, byte[] body, Header... headers) {
        return new Reply(status, null, List.of(headers), body);
    }

    static Reply empty(int status, Header... headers) {
        return of(status, NOTHING, headers);
    }

    Reply with(String name, @Nullable String value) {
        if (value == null) {
            return this;
        }
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new Reply(status, reason, more, body);
    }

    /// The same name before is replaced, except where a header may repeat.
    Reply withOwn(List<Header> own) {
        List<Header> all = new ArrayList<>(headers);
        for (Header header : own) {
            if (!header.name().equalsIgnoreCase("Set-Cookie")) {
                all.removeIf(known -> known.name().equalsIgnoreCase(header.name()) && !own.contains(known));
            }
            all.add(header);
        }
        return new Reply(status, reason, all, body);
    }

    Reply withStatus(int other) {
        return new Reply(other, null, headers, body);
    }
}
