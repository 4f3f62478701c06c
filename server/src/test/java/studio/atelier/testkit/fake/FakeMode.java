package studio.atelier.testkit.fake;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How the fake provider behaves for one request: what the prompt asks for with `fake:MODE` or
/// `fake:MODE=NUMBER`, else what was set by `/control/mode`.
///
/// Refused, nothing is sold: `401 403 404 429 quota 500 502 503 529 moderation`; with `once-` in front only
/// the first time that this prompt comes (`fake:once-429`). Sold and spoilt: `cut-before cut-headers
/// cut-body malformed empty huge`. Sold and well: `delay=MS drip url whole unicode long tools nousage
/// nodone`.
record FakeMode(String word, long number) {

    static final FakeMode WELL = new FakeMode("", 0);

    private static final Pattern IN_PROMPT = Pattern.compile("fake:([a-z0-9-]+)(?:=([0-9]{1,9}))?");

    static FakeMode of(String text, FakeMode otherwise) {
        Matcher found = IN_PROMPT.matcher(text);
        return found.find()
                ? new FakeMode(found.group(1), found.group(2) == null ? 0 : Long.parseLong(found.group(2)))
                : otherwise;
    }

    boolean is(String name) {
        return word.equals(name);
    }
}
