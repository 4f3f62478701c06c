package studio.atelier.backend.identity.internal;

import java.util.regex.Pattern;
import org.springframework.http.ResponseEntity;

/// Numbered pages of GoTrue's lists. Source: wire reference 2.13.
///
/// @param number from 1
record Pages(long number, int size) {

    private static final int SIZE = 50;
    private static final int SIZE_MAX = 1_000;
    private static final long NUMBER_MAX = 1_000_000;
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,15}");

    /// @throws studio.atelier.platform.problem.ProblemException for what is no number
    static Pages of(String page, String perPage) {
        return new Pages(Math.clamp(number(page, 1), 1, NUMBER_MAX), Math.clamp(number(perPage, SIZE), 1, SIZE_MAX));
    }

    private static long number(String text, long otherwise) {
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!DIGITS.matcher(text).matches()) {
            throw GoTrueProblem.VALIDATION_FAILED.problem(
                    "Bad Pagination Parameters: strconv.ParseUint: parsing \"" + text + "\": invalid syntax");
        }
        return Long.parseLong(text);
    }

    long offset() {
        return (number - 1) * size;
    }

    /// The headers of a page. Clients keep the text between the first `=` and the next `&`, so the page comes first.
    ///
    /// @param path  below `/auth/v1`
    /// @param total of all pages
    ResponseEntity.BodyBuilder head(String path, long total) {
        long last = (total + size - 1) / size;
        String next = number < last ? link(path, number + 1, "next") + ", " : "";
        return ResponseEntity.ok()
                .header("X-Total-Count", Long.toString(total))
                .header("Link", next + link(path, last, "last"));
    }

    private String link(String path, long page, String rel) {
        return "<" + path + "?page=" + page + "&per_page=" + size + ">; rel=\"" + rel + "\"";
    }
}
