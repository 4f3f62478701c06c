package studio.atelier.engine.catalog;

import java.util.List;
import java.util.Locale;

/// Guesses from its name what a discovered model makes: lists of models say no more than names. An admin's
/// ceiling or an operator's file overrules the guess.
final class DiscoveredType {

    private static final List<String> IMAGE_WORDS = List.of(
            "image", "flux", "stable-diffusion", "stablediffusion", "sdxl", "dall", "diffusion", "seedream", "banana");

    private DiscoveredType() {}

    static GenerationType of(String id) {
        String name = id.substring(id.indexOf('/') + 1).toLowerCase(Locale.ROOT);
        if (name.contains("embed")) {
            return GenerationType.EMBEDDING;
        }
        return IMAGE_WORDS.stream().anyMatch(name::contains) ? GenerationType.IMAGE : GenerationType.TEXT;
    }
}
