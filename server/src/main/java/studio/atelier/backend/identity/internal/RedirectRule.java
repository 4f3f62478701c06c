package studio.atelier.backend.identity.internal;

import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where a browser may be sent with a session or a code in its address. Source: wire reference 2.7. Thread-safe.
final class RedirectRule {

    private static final int LENGTH_MAX = 2_000;

    private final List<Pattern> allowed;

    /// @param patterns `*` stands for a run without `.` and `/`, `**` for anything, `?` for one such character
    RedirectRule(List<String> patterns) {
        this.allowed = patterns.stream().map(RedirectRule::pattern).toList();
    }

    /// The first of what was asked for and where the request came from that is allowed; else the site.
    String choose(@Nullable String asked, @Nullable String referer, URI site) {
        if (allowed(asked, site)) {
            return String.valueOf(asked);
        }
        return allowed(referer, site) ? String.valueOf(referer) : site.toString();
    }

    private boolean allowed(@Nullable String text, URI site) {
        if (text == null || text.isEmpty() || text.length() > LENGTH_MAX) {
            return false;
        }
        URI url;
        try {
            url = URI.create(text);
        } catch (IllegalArgumentException _) {
            return false;
        }
        if (!url.isAbsolute() || url.getRawUserInfo() != null) {
            return false;
        }
        boolean web =
                url.getScheme().equalsIgnoreCase("https") || url.getScheme().equalsIgnoreCase("http");
        String host = url.getHost();
        if (web
                && host != null
                && sameHost(host, site)
                && (!site.getScheme().equals("https") || url.getScheme().equals("https"))) {
            return true;
        }
        int fragment = text.indexOf('#');
        String plain = fragment < 0 ? text : text.substring(0, fragment);
        return allowed.stream().anyMatch(pattern -> pattern.matcher(plain).matches());
    }

    /// The site's own host; of a site on this machine, any name of this machine.
    private static boolean sameHost(String host, URI site) {
        return host.equalsIgnoreCase(site.getHost()) || (loopback(host) && loopback(site.getHost()));
    }

    private static boolean loopback(String host) {
        return host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
    }

    private static Pattern pattern(String glob) {
        StringBuilder regex = new StringBuilder();
        for (int at = 0; at < glob.length(); at++) {
            char letter = glob.charAt(at);
            if (letter == '*' && at + 1 < glob.length() && glob.charAt(at + 1) == '*') {
                regex.append(".*");
                at++;
            } else if (letter == '*') {
                regex.append("[^./]*");
            } else if (letter == '?') {
                regex.append("[^./]");
            } else {
                regex.append(Pattern.quote(String.valueOf(letter)));
            }
        }
        return Pattern.compile(regex.toString());
    }
}
