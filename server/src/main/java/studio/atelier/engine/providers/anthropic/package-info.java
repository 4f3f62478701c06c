/// The adapter for Anthropic's messages.
@NullMarked
package studio.atelier.engine.providers.anthropic;

import org.jspecify.annotations.NullMarked;
