package studio.atelier.backend.storage;

import java.util.List;
import java.util.regex.Pattern;

/// The types that a bucket takes: `image/png`, `image/*`, `*`. Source: wire reference 4.2.
final class MimePattern {

    private static final Pattern WRITTEN =
            Pattern.compile("\\*|\\*/\\*|[A-Za-z0-9.+-]+/([A-Za-z0-9.+-]+(;\\s*charset=[A-Za-z0-9-]+)?|\\*)");
    private static final int LENGTH_MAX = 1000;

    private MimePattern() {}

    /// @throws studio.atelier.platform.problem.ProblemException `storage.invalid_mime_type`
    static void check(List<String> patterns) {
        for (String pattern : patterns) {
            if (pattern.length() > LENGTH_MAX || !WRITTEN.matcher(pattern).matches()) {
                throw StorageFault.INVALID_MIME_TYPE.problem("mime type " + pattern + " is not supported");
            }
        }
    }

    /// @param declared with its parameters, which a pattern without parameters does not look at
    static boolean allows(List<String> patterns, String declared) {
        String whole = declared.strip();
        String bare = bare(whole);
        int slash = bare.indexOf('/');
        if (slash < 0) {
            return false;
        }
        String family = bare.substring(0, slash + 1);
        for (String pattern : patterns) {
            if (pattern.equals("*")
                    || pattern.equals("*/*")
                    || pattern.equalsIgnoreCase(whole)
                    || pattern.equalsIgnoreCase(bare)
                    || pattern.equalsIgnoreCase(family + "*")) {
                return true;
            }
        }
        return false;
    }

    private static String bare(String type) {
        int parameters = type.indexOf(';');
        return parameters < 0 ? type : type.substring(0, parameters).strip();
    }
}
