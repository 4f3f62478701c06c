package studio.atelier.surfaces.storage;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.storage.BlobKey;
import studio.atelier.backend.storage.ByteRange;
import studio.atelier.backend.storage.ByteSpan;
import studio.atelier.backend.storage.ObjectEntry;
import studio.atelier.backend.storage.Storage;
import studio.atelier.backend.storage.StorageFault;
import studio.atelier.backend.storage.StorageProblem;

/// Sends the bytes of an object with the headers that clients know, as something that cannot run script here.
/// Source: wire reference 4.5; DESIGN 9.
final class Downloads {

    /// What is shown as it is. Everything else is shown in a sandbox: it may be a page in disguise.
    private static final Set<String> INERT = Set.of(
            "image/png",
            "image/jpeg",
            "image/webp",
            "image/gif",
            "image/avif",
            "image/bmp",
            "application/pdf",
            "application/json",
            "application/octet-stream",
            "text/plain");

    private static final String INERT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors *";
    private static final String ACTIVE_POLICY = INERT_POLICY + "; sandbox";

    private final Storage storage;

    Downloads(Storage storage) {
        this.storage = storage;
    }

    /// Something to be sent.
    ///
    /// @param mimeType as it was declared
    /// @param etag     quoted
    /// @param expires  of the address; null where the object's own caching counts
    record Answer(
            String mimeType,
            String etag,
            Instant lastModified,
            String cacheControl,
            @Nullable String robotsTag,
            @Nullable Instant expires) {

        static Answer of(ObjectEntry entry, @Nullable Instant expires) {
            return new Answer(
                    entry.mimeType(),
                    entry.etag(),
                    entry.lastModified(),
                    entry.cacheControl(),
                    entry.robotsTag(),
                    expires);
        }
    }

    /// Only the headers, as `HEAD` wants them.
    void head(Ask ask, ObjectEntry entry) {
        headers(ask, Answer.of(entry, null));
        ask.response().setContentLengthLong(entry.sizeBytes());
    }

    /// @throws studio.atelier.platform.problem.ProblemException `storage.object_missing`, `storage.invalid_range`
    void send(Ask ask, ObjectEntry entry, @Nullable Instant expires) throws IOException {
        BlobKey key = entry.key();
        if (key == null) {
            throw StorageProblem.OBJECT_MISSING.problem();
        }
        Answer answer = Answer.of(entry, expires);
        headers(ask, answer);
        if (unchanged(ask, answer)) {
            return;
        }
        ByteSpan span = span(ask, answer, entry.sizeBytes());
        ask.response().setContentLengthLong(span.length());
        if (ask.method().equals("HEAD")) {
            return;
        }
        ServletOutputStream out = ask.response().getOutputStream();
        storage.send(key, span, out::write);
    }

    /// Whether the client has it already; the answer says so then.
    boolean unchanged(Ask ask, Answer answer) {
        HttpServletRequest request = ask.request();
        String match = request.getHeader("If-None-Match");
        boolean same = match != null ? matches(match, answer.etag()) : notSince(request, answer.lastModified());
        if (same) {
            ask.response().setStatus(HttpServletResponse.SC_NOT_MODIFIED);
        }
        return same;
    }

    private static boolean matches(String header, String etag) {
        return Arrays.stream(header.split(",", -1))
                .map(String::strip)
                .anyMatch(one -> one.equals("*") || one.equals(etag) || one.equals("W/" + etag));
    }

    private static boolean notSince(HttpServletRequest request, Instant lastModified) {
        try {
            long since = request.getDateHeader("If-Modified-Since");
            return since >= 0 && lastModified.getEpochSecond() <= since / 1000;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static ByteSpan span(Ask ask, Answer answer, long size) {
        String ifRange = ask.header("If-Range");
        String range = ifRange == null || ifRange.equals(answer.etag()) ? ask.header("Range") : null;
        if (range == null) {
            return new ByteSpan(0, size);
        }
        // Several ranges at once are refused, as clients of Supabase know it.
        if (!(ByteRange.parse(range, size) instanceof ByteRange.Part part)) {
            ask.response().setHeader("Content-Range", "bytes */" + size);
            throw StorageFault.INVALID_RANGE.problem();
        }
        ask.response().setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
        ask.response().setHeader("Content-Range", "bytes " + part.span().from() + "-" + part.last() + "/" + size);
        return part.span();
    }

    void headers(Ask ask, Answer answer) {
        HttpServletResponse response = ask.response();
        String bare = bare(answer.mimeType());
        response.setHeader("Content-Type", shown(answer.mimeType(), bare));
        response.setHeader("Content-Security-Policy", inert(bare) ? INERT_POLICY : ACTIVE_POLICY);
        response.setHeader("X-Robots-Tag", answer.robotsTag() == null ? "none" : answer.robotsTag());
        response.setHeader("Accept-Ranges", "bytes");
        response.setHeader("ETag", answer.etag());
        response.setDateHeader("Last-Modified", answer.lastModified().toEpochMilli());
        Instant expires = answer.expires();
        if (expires == null) {
            response.setHeader("Cache-Control", clean(answer.cacheControl()));
        } else {
            response.setDateHeader("Expires", expires.toEpochMilli());
            long left = Math.max(0, Duration.between(Instant.now(), expires).toSeconds());
            response.setHeader("Cache-Control", "max-age=" + left);
        }
        String download = ask.query("download");
        if (download != null) {
            response.setHeader("Content-Disposition", disposition(download));
        }
    }

    private static String disposition(String name) {
        if (name.isEmpty()) {
            return "attachment;";
        }
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%21", "!")
                .replace("%27", "'")
                .replace("%28", "(")
                .replace("%29", ")")
                .replace("%7E", "~");
        return "attachment; filename=" + encoded + "; filename*=UTF-8''" + encoded;
    }

    private static String bare(String type) {
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }

    /// A page is shown as the text it is.
    private static String shown(String type, String bare) {
        return type.toLowerCase(Locale.ROOT).contains("text/html") || bare.indexOf('/') < 0
                ? "text/plain"
                : clean(type);
    }

    private static boolean inert(String bare) {
        return INERT.contains(bare) || bare.startsWith("audio/") || bare.startsWith("video/");
    }

    /// What a client declared stands in a header now.
    private static String clean(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", " ");
    }
}
