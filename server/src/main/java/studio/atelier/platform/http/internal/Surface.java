package studio.atelier.platform.http.internal;

/// The parts of the address space, as limits, headers and metrics tell them apart. A closed set: it labels
/// metrics.
enum Surface {
    STUDIO("/api", true),
    AUTH("/auth/v1", true),
    ACCOUNT("/auth", true),
    DATA("/rest/v1", true),
    GRAPHQL("/graphql/v1", true),
    STORAGE("/storage/v1", true),
    REALTIME("/realtime/v1", true),
    FUNCTIONS("/functions/v1", true),
    GATEWAY("/v1", true),
    WEBHOOKS("/webhooks", true),
    MEDIA("/media", false),
    HEALTH("/healthz", false),
    READY("/readyz", false),
    METRICS("/metrics", false),
    WEB("", false);

    private final String prefix;
    private final boolean programmatic;

    Surface(String prefix, boolean programmatic) {
        this.prefix = prefix;
        this.programmatic = programmatic;
    }

    /// @param path decoded, without query
    static Surface of(String path) {
        for (Surface surface : values()) {
            if (within(path, surface.prefix)) {
                return surface;
            }
        }
        return WEB;
    }

    static boolean within(String path, String prefix) {
        return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }

    /// Programs speak here: requests are counted, foreign origins may ask, wrong credentials are refused.
    boolean programmatic() {
        return programmatic;
    }

    String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
