package studio.atelier;

import studio.atelier.platform.settings.SettingsReader;

/// @param port 0 takes a free one
record ServerSettings(int port) {

    private static final int DEFAULT_PORT = 8080;

    static ServerSettings read(SettingsReader settings) {
        return new ServerSettings((int)
                settings.whole("ATELIER_PORT", DEFAULT_PORT, 0, 65_535, "Port of the web server; 0 takes a free one."));
    }
}
