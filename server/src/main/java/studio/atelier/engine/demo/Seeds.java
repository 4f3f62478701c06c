package studio.atelier.engine.demo;

import java.util.Locale;

/// Mixes prompt and seed into the one number that all chance of a demo result comes from.
public final class Seeds {

    private Seeds() {}

    public static long mix(String prompt, long seed) {
        long hash = 0xcbf29ce484222325L;
        String words = prompt.strip().toLowerCase(Locale.ROOT);
        for (int i = 0; i < words.length(); i++) {
            hash = (hash ^ words.charAt(i)) * 0x100000001b3L;
        }
        return hash ^ (seed * 0x9e3779b97f4a7c15L);
    }
}
