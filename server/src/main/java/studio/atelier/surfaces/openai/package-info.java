/// `/v1` as the official OpenAI clients speak it: models, chat, responses, pictures, speech, recordings, videos,
/// embeddings, moderations. The same rows, prices and refusals as everywhere.
@NullMarked
@ApplicationModule(
        id = "surfaces.openai",
        displayName = "Surfaces: OpenAI",
        allowedDependencies = {
            "platform.database",
            "platform.http",
            "platform.limits",
            "platform.problem",
            "backend.storage",
            "engine.catalog",
            "engine.generation",
            "engine.media"
        })
package studio.atelier.surfaces.openai;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
