package studio.atelier.engine.generation;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import studio.atelier.backend.storage.ByteSpan;
import studio.atelier.engine.media.Asset;
import studio.atelier.engine.media.Media;
import studio.atelier.engine.media.MediaKind;
import studio.atelier.engine.media.MediaProblem;
import studio.atelier.engine.media.Variant;
import studio.atelier.engine.providers.Reference;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.problem.Faults;
import tools.jackson.databind.JsonNode;

/// Files that a run works from: the pictures it refers to, and those that parameters marked `x-asset` name.
/// Thread-safe.
final class InputFiles {

    private final Transactions transactions;
    private final Media media;

    InputFiles(Transactions transactions, Media media) {
        this.transactions = transactions;
        this.media = media;
    }

    /// Each must be the person's own, or of an organisation the person is in, which is what the policy
    /// shows; and of the right kind.
    ///
    /// @param named kinds (`image`, `audio`, `video`) by parameter
    /// @throws studio.atelier.platform.problem.ProblemException `generation.invalid` with every fault
    void require(Tx tx, List<UUID> references, Map<String, String> named, Map<String, JsonNode> parameters) {
        Faults faults = new Faults();
        for (int i = 0; i < references.size(); i++) {
            Optional<Asset> asset = media.find(tx, references.get(i));
            if (asset.isEmpty() || asset.get().facts().kind() != MediaKind.IMAGE) {
                faults.add(
                        "/reference_asset_ids/" + i, "not_found", "This is not a picture of yours; upload it first.");
            }
        }
        named.forEach((parameter, kind) -> {
            JsonNode value = parameters.get(parameter);
            if (value != null && !isOf(tx, value.asString(""), kind)) {
                faults.add(
                        "/parameters/" + parameter,
                        "not_found",
                        "This is not the id of one of your files of kind " + kind + "; upload it first.");
            }
        });
        faults.check(GenerationProblem.INVALID);
    }

    private boolean isOf(Tx tx, String id, String kind) {
        return uuid(id).flatMap(found -> media.find(tx, found))
                .filter(asset -> asset.facts().kind().name().equalsIgnoreCase(kind))
                .isPresent();
    }

    private static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// @throws studio.atelier.platform.problem.ProblemException `media.not_found` when one was deleted
    ///     meanwhile
    List<Reference> references(Lease lease) {
        return find(lease, lease.references());
    }

    /// By parameter.
    ///
    /// @throws studio.atelier.platform.problem.ProblemException as [#references]
    Map<String, Reference> assets(Lease lease) {
        if (lease.assets().isEmpty()) {
            return Map.of();
        }
        List<Reference> found = find(lease, List.copyOf(lease.assets().values()));
        Map<String, Reference> byName = new LinkedHashMap<>();
        int next = 0;
        for (String name : lease.assets().keySet()) {
            byName.put(name, found.get(next++));
        }
        return byName;
    }

    private List<Reference> find(Lease lease, List<UUID> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        List<Asset> assets = transactions.asUser(
                Actor.person(lease.userId()),
                tx -> ids.stream()
                        .map(id -> media.find(tx, id).orElseThrow(MediaProblem.NOT_FOUND::problem))
                        .toList());
        return assets.stream().map(this::reference).toList();
    }

    private Reference reference(Asset asset) {
        return new Reference(
                asset.id(),
                asset.facts().mimeType(),
                asset.sizeBytes(),
                () -> media.open(asset, Variant.ORIGINAL)
                        .orElseThrow(() -> new IOException("the file is gone"))
                        .open()
                        .apply(ByteSpan.ALL));
    }
}
