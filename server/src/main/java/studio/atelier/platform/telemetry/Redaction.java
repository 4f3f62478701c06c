package studio.atelier.platform.telemetry;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// The last net before a log line: replaces what looks like a key or a token, and bounds the length. Code
/// that knows a secret does not log it; this is for messages of others.
public final class Redaction {

    /// Longer texts are cut; a message of a provider may be a whole page.
    public static final int LENGTH_MAX = 8_000;

    /// Nothing shorter can match one of the patterns.
    private static final int SECRET_LENGTH_MIN = 7;

    private static final String HIDDEN = "***";
    private static final List<String> KEY_PREFIXES =
            List.of("atl", "sk", "pk", "rk", "sb", "whsec", "xoxb", "ghp", "gsk", "AIza");
    private static final List<Secret> SECRETS = List.of(
            new Secret(text -> text.contains("eyJ"), "eyJ[A-Za-z0-9_-]{6,}\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*"),
            new Secret(Redaction::keyed, "\\b(?:" + String.join("|", KEY_PREFIXES) + ")[_-][A-Za-z0-9_-]{8,}"),
            new Secret(text -> has(text, ' ', ' '), "(?i)(?<=bearer )[A-Za-z0-9._~+/=-]{6,}"),
            new Secret(
                    text -> has(text, '=', ':'),
                    "(?i)(?<=(?:password|secret|token|api[_-]?key|authorization)[\"']?[=:] ?[\"']?)[^\\s\"',;&}]{3,}"),
            new Secret(text -> text.contains("://"), "(?<=://)[^\\s/:@]{1,200}:[^\\s/@]{1,200}(?=@)"),
            new Secret(text -> text.contains("/media/"), "(?<=/media/)[A-Za-z0-9_-]{12,}"));

    private Redaction() {}

    /// @param possible cheap and never wrong where it says no: most lines hold nothing of the kind
    private record Secret(Predicate<String> possible, Pattern pattern) {

        Secret(Predicate<String> possible, String pattern) {
            this(possible, Pattern.compile(pattern));
        }
    }

    public static String of(String text) {
        if (text.length() < SECRET_LENGTH_MIN) {
            return text;
        }
        String result = text.length() <= LENGTH_MAX ? text : text.substring(0, LENGTH_MAX) + "...";
        for (Secret secret : SECRETS) {
            if (secret.possible().test(result)) {
                result = secret.pattern().matcher(result).replaceAll(HIDDEN);
            }
        }
        return result;
    }

    private static boolean keyed(String text) {
        for (String prefix : KEY_PREFIXES) {
            int end = text.indexOf(prefix) + prefix.length();
            while (end >= prefix.length() && end < text.length()) {
                if (text.charAt(end) == '_' || text.charAt(end) == '-') {
                    return true;
                }
                end = text.indexOf(prefix, end) + prefix.length();
            }
        }
        return false;
    }

    private static boolean has(String text, char one, char other) {
        return text.indexOf(one) >= 0 || text.indexOf(other) >= 0;
    }
}
