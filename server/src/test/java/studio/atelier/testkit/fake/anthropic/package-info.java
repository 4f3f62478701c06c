/// Anthropic: messages, whole and as events, and the list of models.
@NullMarked
package studio.atelier.testkit.fake.anthropic;

import org.jspecify.annotations.NullMarked;
