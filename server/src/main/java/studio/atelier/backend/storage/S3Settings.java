package studio.atelier.backend.storage;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.settings.Secret;
import studio.atelier.platform.settings.SettingsReader;

/// Where objects lie beside or in place of the data folder.
///
/// @param first    S3 as the first store; the data folder where null
/// @param second   S3 as the second store, for when the first is down
/// @param fallback whether there is a second store at all; without `second` it is the data folder
public record S3Settings(@Nullable Place first, @Nullable Place second, boolean fallback) {

    /// Whether objects may lie elsewhere than in the data folder.
    public boolean outside() {
        return first != null || (fallback && second != null);
    }

    /// A bucket of a service that speaks S3.
    ///
    /// @param endpoint  null: Amazon's own of the region
    /// @param pathStyle the bucket stands in the path, not in the host name
    public record Place(
            @Nullable URI endpoint, String region, String bucket, String keyId, Secret secret, boolean pathStyle) {}

    public static S3Settings read(SettingsReader settings) {
        return new S3Settings(
                place(settings, "ATELIER_STORAGE_S3_", "the objects").orElse(null),
                place(settings, "ATELIER_STORAGE_FALLBACK_S3_", "the second store")
                        .orElse(null),
                settings.flag(
                        "ATELIER_STORAGE_FALLBACK",
                        true,
                        "Where a second store is there (S3 by ATELIER_STORAGE_FALLBACK_S3_BUCKET, or the data folder"
                                + " beside S3): write to it while the first is down, and bring everything to the first"
                                + " afterwards."));
    }

    private static Optional<Place> place(SettingsReader settings, String prefix, String what) {
        Optional<String> bucket =
                settings.optional(prefix + "BUCKET", "Bucket of S3 for " + what + ", made before; empty: none.");
        Optional<String> endpoint = settings.optional(
                prefix + "ENDPOINT", "URL of that S3 service, such as `https://s3.example.com`; empty: Amazon's.");
        String region = settings.text(prefix + "REGION", "us-east-1", "Region that requests are signed for.");
        Optional<String> keyId = settings.optional(prefix + "KEY_ID", "Access key for " + what + ".");
        Optional<Secret> secret = settings.secret(prefix + "SECRET", "Secret of that access key.");
        boolean pathStyle = settings.flag(
                prefix + "PATH_STYLE",
                true,
                "Put the bucket into the path; off: into the host name, as Amazon wants it of newer buckets.");
        if (bucket.isEmpty()) {
            return Optional.empty();
        }
        if (keyId.isEmpty() || secret.isEmpty()) {
            return settings.fault(prefix + "BUCKET", "needs " + prefix + "KEY_ID and " + prefix + "SECRET too");
        }
        URI place = endpoint.flatMap(text -> uri(settings, prefix, text)).orElse(null);
        return Optional.of(new Place(place, region, bucket.get(), keyId.get(), secret.get(), pathStyle));
    }

    private static Optional<URI> uri(SettingsReader settings, String prefix, String text) {
        try {
            URI uri = URI.create(text);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return Optional.of(uri);
            }
        } catch (IllegalArgumentException _) {
            // falls through to the one message
        }
        return settings.fault(prefix + "ENDPOINT", "takes a URL that begins with http:// or https://");
    }
}
