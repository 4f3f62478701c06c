package studio.atelier.platform.telemetry;

import java.util.List;
import java.util.regex.Pattern;

/// The last net before a log line: replaces what looks like a key or a token, and bounds the length. Code
/// that knows a secret does not log it; this is for messages of others.
public final class Redaction {

    /// Longer texts are cut; a message of a provider may be a whole page.
    public static final int LENGTH_MAX = 8_000;

    /// Nothing shorter can match one of the patterns.
    private static final int SECRET_LENGTH_MIN = 7;

    private static final String HIDDEN = "***";
    private static final List<Pattern> SECRETS = List.of(
            Pattern.compile("eyJ[A-Za-z0-9_-]{6,}\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*"),
            Pattern.compile("\\b(?:atl|sk|pk|rk|sb|whsec|xoxb|ghp|gsk|AIza)[_-][A-Za-z0-9_-]{8,}"),
            Pattern.compile("(?i)(?<=bearer )[A-Za-z0-9._~+/=-]{6,}"),
            Pattern.compile(
                    "(?i)(?<=(?:password|secret|token|api[_-]?key|authorization)[\"']?[=:] ?[\"']?)[^\\s\"',;&}]{3,}"),
            Pattern.compile("(?<=://)[^\\s/:@]{1,200}:[^\\s/@]{1,200}(?=@)"),
            Pattern.compile("(?<=/media/)[A-Za-z0-9_-]{12,}"));

    private Redaction() {}

    public static String of(String text) {
        if (text.length() < SECRET_LENGTH_MIN) {
            return text;
        }
        String result = text.length() <= LENGTH_MAX ? text : text.substring(0, LENGTH_MAX) + "...";
        for (Pattern secret : SECRETS) {
            result = secret.matcher(result).replaceAll(HIDDEN);
        }
        return result;
    }
}
