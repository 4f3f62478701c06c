/// OpenRouter: chat with its exact cost, pictures, and clips as jobs.
@NullMarked
package studio.atelier.testkit.fake.openrouter;

import org.jspecify.annotations.NullMarked;
