package studio.atelier.engine.media;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where a generated file comes from; written into the file, where its format has a place for it and no
/// signature would break, and kept beside the row.
///
/// @param sourceType   IPTC digital source type
/// @param system       who made it: `openai/gpt-image-2`
/// @param prompt       as it was sent
/// @param seed         null when the provider takes none
/// @param generationId null for what was not generated here
/// @param details      more to keep, such as parameters; short names, short values, no secrets
public record Provenance(
        SourceType sourceType,
        String system,
        String prompt,
        @Nullable Long seed,
        @Nullable String generationId,
        Instant createdAt,
        Map<String, String> details) {

    public Provenance {
        details = Map.copyOf(details);
    }

    /// Terms of the IPTC vocabulary `digitalsourcetype`.
    public enum SourceType {
        /// Made by a trained model.
        TRAINED_ALGORITHMIC_MEDIA("trainedAlgorithmicMedia"),
        /// Made by an algorithm that was not trained: the demo renderer.
        ALGORITHMIC_MEDIA("algorithmicMedia");

        private final String term;

        SourceType(String term) {
            this.term = term;
        }

        /// The last part of the term's address.
        public String term() {
            return term;
        }

        public String uri() {
            return "http://cv.iptc.org/newscodes/digitalsourcetype/" + term;
        }
    }
}
