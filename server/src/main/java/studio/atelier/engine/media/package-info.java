/// Results and uploads: received as streams, checked for what they really are, measured, given a thumbnail
/// and a preview, marked with where they come from, kept through `backend/storage`, and shown under one URL
/// each. A run stages its result outside any transaction and keeps it in the one that settles.
@NullMarked
@ApplicationModule(
        id = "engine.media",
        displayName = "Engine: media",
        allowedDependencies = {
            "platform.settings",
            "platform.database",
            "platform.problem",
            "platform.http",
            "platform.pictures",
            "platform.telemetry",
            "platform.video",
            "backend.storage"
        })
package studio.atelier.engine.media;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
