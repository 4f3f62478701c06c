package studio.atelier.platform.http;

import java.util.List;

/// Places beside our own from which our pages load scripts and frames. A room that needs some offers a bean; without
/// one the policy of the pages names nobody but us.
///
/// @param origins such as `https://js.example.org`
public record PageSources(List<String> origins) {

    public PageSources {
        origins = List.copyOf(origins);
    }
}
