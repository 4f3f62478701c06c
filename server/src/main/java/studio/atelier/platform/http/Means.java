package studio.atelier.platform.http;

/// By what a caller proved who they are.
public enum Means {
    NOTHING,
    COOKIE,
    ACCESS_TOKEN,
    ACCESS_KEY,
    PROJECT_KEY
}
