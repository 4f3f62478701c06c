package studio.atelier.engine.projects;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A project as a page shows it; the components are the JSON members, in snake case.
///
/// @param thumbnailUrl     the one that was set, else the newest picture
/// @param generationCount  without what lies in the trash
record ProjectView(
        UUID id,
        UUID userId,
        @Nullable UUID orgId,
        String name,
        @Nullable String description,
        @Nullable String thumbnailUrl,
        @Nullable Integer budgetCents,
        long spentCents,
        long spentMicros,
        long heldMicros,
        JsonNode settings,
        @Nullable Instant archivedAt,
        Instant createdAt,
        Instant updatedAt,
        long generationCount,
        @Nullable Instant lastGenerationAt) {

    /// What is known of a project's generations.
    ///
    /// @param cover address of the newest picture's thumbnail
    record Content(
            long count, @Nullable Instant last, @Nullable String cover) {}

    static ProjectView of(Project project, Content content) {
        return new ProjectView(
                project.id(),
                project.userId(),
                project.orgId(),
                project.name(),
                project.description(),
                project.thumbnailUrl() == null ? content.cover() : project.thumbnailUrl(),
                project.budgetCents(),
                project.spent().cents(),
                project.spent().value(),
                project.held().value(),
                project.settings(),
                project.archivedAt(),
                project.createdAt(),
                project.updatedAt(),
                content.count(),
                content.last());
    }
}
