package studio.atelier.engine.demo.words;

import java.util.List;

/// The sentence patterns. Written so that any phrase may stand for `{0}`, `{1}` and `{2}`.
final class Phrases {

    private Phrases() {}

    static final List<String> OPENINGS = lines("""
            Begin with {0}, because that is where the eye goes first and where it returns when everything else has been said.
            There are two ways to think about {0}: from close up, where it is all texture, and from far away, where it is all shape.
            Most people meet {0} in passing and never look twice, which is a pity, since the second look is the better one.
            Anyone who has spent an afternoon with {0} knows that it does not explain itself; it waits.
            If {0} were easy to describe, there would be no reason to try.
            """);

    static final List<String> THOUGHTS = lines("""
            What gives {0} its weight is not size but attention, the kind that has time.
            Put {1} beside it and the balance shifts, gently at first and then all at once.
            The trick is to leave something out: {0} is stronger for the space around it.
            Light does most of the work here, and {2} does the rest.
            Nothing about it is loud, and yet you would notice at once if it were gone.
            Each detail seems to have been decided on a different day, by somebody in a different mood.
            It is worth asking what {1} would look like if nobody were watching.
            Somewhere between {0} and {2} there is a line, and crossing it is the whole pleasure.
            The first version is usually too clever; the third one tends to breathe.
            A small irregularity keeps it alive, the way a wooden table is better for its one scratch.
            You can come back to {1} at another hour and find that it has quietly changed its mind.
            Colour carries the feeling, proportion carries the sense, and {0} needs both.
            """);

    static final List<String> TURNS = lines("""
            Now consider {1}.
            Of course, there is another side to this.
            Step back for a moment and the pattern becomes plain.
            Time changes the picture.
            The practical question comes last, as it should.
            """);

    static final List<String> CLOSINGS = lines("""
            That may be all one needs to know about {0}, at least until tomorrow.
            In the end {0} asks for very little: a bit of patience, and a place by the window.
            Whatever you make of it, make it yours; {0} has room for more than one answer.
            Leave it there, and let {1} have the last word.
            """);

    static final List<String> STORY_OPENINGS = lines("""
            Nobody in the village had asked for {0}, and so everybody was a little embarrassed when it arrived.
            On the last warm day of the year, Ines found {0} exactly where she had been told not to look.
            The map showed nothing at all at that spot, except, in very small letters: {0}.
            It began, as these things do, with {0} and a door left open overnight.
            """);

    static final List<String> STORY_MIDDLES = lines("""
            She sat down on the step and waited, because that is what her grandmother would have done.
            By noon the news had reached the harbour, where it was improved and sent on.
            "It is only {1}," said the clockmaker, who had never in his life been sure of anything.
            Rain came over the hills and went away again without deciding.
            Nobody spoke of {2}, and for an hour that was enough.
            He had brought a lamp, two apples and a question, and the lamp was already going out.
            From the roof you could see how far it reached: past the orchard, past the road, as far as {1}.
            Something moved behind the glass, slowly, like a thought that has not found its word.
            They took turns keeping watch, and each of them, in the dark, made a small private promise.
            When the bells rang she counted them twice and arrived at different numbers.
            """);

    static final List<String> STORY_ENDINGS = lines("""
            In the morning it was gone, and the grass where it had stood was a slightly different green.
            They tell it differently now, but everyone agrees about {0}, and about the light.
            She closed the door, very gently, and left the key on the outside.
            """);

    static final List<String> STANZAS = List.of(
            """
            I kept a place for {0},
            a chair, a cup, the evening's end,
            and let the window hold the sky
            the way you hold a sleeping friend.""", """
            The hours went by on quiet feet,
            and none of them would give its name,
            but something in the room grew bright,
            and nothing after was the same.""",
            """
            Tell {1} that I asked for it,
            and tell the rain to take its time;
            the hill can wait, the road can wait,
            the bell has never learned to rhyme.""", """
            What {0} knows it will not say.
            It leans a little to the light.
            The sea turns over in its bed
            and is a mountain in the night.""");

    static final List<String> HAIKU = List.of(
            "Grey light, no shadows.\nEven the bell of the town\nwaits for a reason.",
            "One lamp still burning.\nThe road comes out of the fog\nand goes back again.",
            "Late sun on the wall.\nThe cat gives up its warm stone\nto a smaller leaf.",
            "First snow on the boat.\nAll night the lake has been here,\nsaying nothing twice.");

    static final List<String> LIST_OPENINGS = lines("""
            A few starting points for {0}, from the obvious to the odd:
            Here is a handful to work from; the good one is usually next to the one you like first.
            """);

    static final List<String> ITEMS = lines("""
            **Start small.** One part of {0}, done completely, before the rest is even sketched.
            **Change the hour.** Look at {0} early in the morning, then again at dusk, and keep what differs.
            **Borrow a rule.** Let {1} decide one thing that you would rather decide yourself.
            **Take away.** Remove the first thing you added and see whether anybody misses it.
            **Turn it round.** Tell it from the side of {2}.
            **Limit the colours.** Three are plenty; the fourth is usually a worry.
            **Ask a stranger.** Describe {0} in one sentence and listen for the word they repeat.
            **Make it slower.** What takes a minute now may deserve ten.
            **Keep the mistake.** If it happened twice, it is a style.
            **Write the caption first.** Then make {0} earn it.
            """);

    static final List<String> LETTER_OPENINGS = lines("""
            I have been meaning to write to you about {0}, and this seems as good a day as any.
            You asked about {0}, and the short answer did not satisfy me either, so here is the longer one.
            """);

    static final List<String> LETTER_CLOSINGS = lines("""
            Write when you can, and tell me how {1} turned out.
            I will leave it there for now; the rest is better said over a cup of tea.
            """);

    private static List<String> lines(String block) {
        return block.lines().toList();
    }
}
