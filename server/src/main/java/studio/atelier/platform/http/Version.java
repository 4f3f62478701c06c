package studio.atelier.platform.http;

/// The version of this server, as the build named it.
///
/// @param number such as `0.1.0`
public record Version(String number) {

    private static final String UNPACKED = "0.1.0";

    /// From the jar's manifest; a server started from loose classes has none.
    public static Version current() {
        String named = Version.class.getPackage().getImplementationVersion();
        return new Version(named == null ? UNPACKED : named.replace("-SNAPSHOT", ""));
    }
}
