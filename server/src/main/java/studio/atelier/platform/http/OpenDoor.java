package studio.atelier.platform.http;

/// Where credentials that are not good count as none, because what is asked for may be everybody's. A room
/// offers one as a bean.
@FunctionalInterface
public interface OpenDoor {

    /// @param path decoded, without query
    boolean open(String method, String path);
}
