package studio.atelier.testkit.fake;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How a fake behaves for one request: what the prompt asks for with `fake:WORD` or `fake:WORD=NUMBER`, several
/// if need be, else what the key or `/control/mode` says. The same words for all providers.
///
/// - Refused, nothing is sold: `400 401 402 403 404 408 409 413 422 429` (speed) `quota` (429, money) `500 502
///   503 504 529 moderated`.
/// - Sold, then spoilt: `cut-before` or `ambiguous` (no answer), `cut-headers`, `cut-body`, `cut-stream`,
///   `garbage` (broken JSON), `wrong-type` (a web page), `empty` (an answer without a result), `too-large`.
/// - Sold and spoilt in the result: `wrong-media`, `empty-media`; in a stream `stream-error`.
/// - Sold and well, but special: `slow` (held until released), `hold-stream` (held in the middle), `delay=MS`,
///   `drip=MS`, `unicode`, `long`, `tools`, `thought`, `whole`, `nousage`, `nodone`, `url`.
/// - Jobs: `instant` (over at the first look), `stuck` (never over by looks), `job-failed`, `job-moderated`,
///   `job-expired`, `no-webhook`, `lost` (taken, but the submit is not answered).
/// - `poll-WORD`, `result-WORD`, `file-WORD`, `cancel-WORD`: the same at the later request, for example
///   `poll-503`, `file-cut-body`, `file-404`. `expired-url` is `file-expired`.
/// - `once-` in front: only the first time that this prompt comes, as in `once-429` or `once-poll-503`.
public record FakeMode(Map<String, Long> words) {

    static final FakeMode WELL = new FakeMode(Map.of());

    private static final Pattern IN_PROMPT = Pattern.compile("fake:([a-z0-9-]+)(?:=([0-9]{1,9}))?");
    private static final Map<String, String> OTHER_NAMES = Map.of(
            "moderation", "moderated",
            "malformed", "garbage",
            "huge", "too-large",
            "ambiguous", "cut-before",
            "expired-url", "file-expired");

    static FakeMode of(String text, FakeMode otherwise) {
        Map<String, Long> words = new LinkedHashMap<>();
        Matcher found = IN_PROMPT.matcher(text);
        while (found.find()) {
            String word = found.group(1);
            words.put(
                    OTHER_NAMES.getOrDefault(word, word), found.group(2) == null ? 0 : Long.parseLong(found.group(2)));
        }
        return words.isEmpty() ? otherwise : new FakeMode(words);
    }

    public boolean is(String word) {
        return words.containsKey(word);
    }

    public long number(String word) {
        return words.getOrDefault(word, 0L);
    }

    /// What holds for a later request: the words with that phase in front, without it.
    FakeMode at(String phase) {
        Map<String, Long> later = new LinkedHashMap<>();
        words.forEach((word, number) -> {
            boolean once = word.startsWith("once-");
            String rest = once ? word.substring("once-".length()) : word;
            if (rest.startsWith(phase + "-")) {
                later.put((once ? "once-" : "") + rest.substring(phase.length() + 1), number);
            }
        });
        return later.isEmpty() ? WELL : new FakeMode(later);
    }
}
