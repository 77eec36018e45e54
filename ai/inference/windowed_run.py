"""A scan through the networks window by window: as fast as this machine can, smaller where memory is short."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from ai.device import free_bytes, give_back_memory, is_memory_error
from ai.errors import MemoryShort, ModelPackError
from ai.inference import precision
from ai.inference.forecast import Attempt, Load, batch_for, fits, foresee, ladder, sentence
from ai.inference.loaded import LoadedModel
from ai.inference.members import Members
from ai.inference.options import AS_USUAL, RunOptions
from ai.inference.outlook import load_of
from ai.inference.precision import Choice
from ai.inference.rewriting import can_rewrite
from ai.inference.sliding import Stitching, slide, window_weights
from ai.inference.tally import Gathered, Meaning, Tally, same_voxels
from ai.inference.tiling import Tiling
from ai.library.card import ModelCard
from ai.library.grid_spec import GridSpec
from ai.prepare.grid import Prepared, prepare
from ai.prepare.prompt_channels import prompt_channels
from ai.prepare.way import Way
from ai.progress import Progress, part
from ai.volume import Volume
from ai.words import say

CPU = torch.device("cpu")


@dataclass(frozen=True, eq=False)
class WindowedRun:
    """A scan and a model; the windows are the same in every attempt.

    Parameters
    ----------
    model, volume
        What runs on what.
    spec
        The contract.
    way
        From `ai.prepare.grid.plan`, proved.
    tiling
        Windows on the network's grid.
    said
        What a person said about the structure, where the model takes that.
    """

    model: LoadedModel
    volume: Volume
    spec: GridSpec
    way: Way
    tiling: Tiling
    said: RunOptions = AS_USUAL

    def run(self, options: RunOptions, progress: Progress) -> tuple[Gathered, Attempt]:
        """Try one way after the other until one fits into the memory.

        Returns
        -------
        Gathered
            What was found.
        Attempt
            How it ran in the end.

        Raises
        ------
        MemoryShort
            When no way fits into the computer.
        ModelPackError
            When the networks do not give what the card says.
        """
        device = self.model.device
        card = device.type != "cpu"
        choice = self._choice(options, part(progress, 0, 0.1))
        first = Attempt(choice.dtype, batch_for(choice.window_bytes, free_bytes(device)) if card else choice.batch)
        load = self._load(choice)
        needed = 0
        for attempt in ladder(first, card=card):
            forecast = foresee(load, attempt, card=card)
            needed = forecast.host_bytes
            if not fits(forecast, device_free=None, host_free=free_bytes(CPU)):
                continue  # a card says no by itself; a computer without memory stops being one
            progress(0.1, sentence(forecast))
            gathered = self._try(attempt, choice, part(progress, 0.1, 1))
            if gathered is not None:
                return gathered, attempt
            give_back_memory(device)
        raise MemoryShort(
            say(
                "{model} needs {needed:.1f} GB of memory for this scan, and {free:.1f} GB are free.",
                model=self.model.card.title,
                needed=needed / 1e9,
                free=(free_bytes(CPU) or 0) / 1e9,
            ),
            say("Close other studies and programs, or mark a smaller part of the scan."),
        )

    def _choice(self, options: RunOptions, progress: Progress) -> Choice:
        """How the networks run best here: remembered, or measured on the middle window."""
        if options.full_precision:
            return precision.PLAIN
        device, networks = self.model.device, self.model.networks
        key = precision.key_of(self.model.card.weights_sha256, self.tiling.patch, device)
        known = precision.recall(key)
        if known is not None:
            return known
        corners = list(self.tiling.corners())
        try:
            picture = self._prepared(device, part(progress, 0, 0.5)).tensor
            places = zip(corners[len(corners) // 2], self.tiling.patch, strict=True)
            slices, rows, columns = (slice(start, start + side) for start, side in places)
            window = picture[None, :, slices, rows, columns].clone()
            del picture
            found = precision.measure(
                self._members,
                window,
                device=device,
                members=len(networks),
                activation=self.spec.activation,
                rewrites=any(map(can_rewrite, networks)),
                progress=part(progress, 0.5, 1),
            )
        except (RuntimeError, MemoryError) as error:
            if not is_memory_error(error):
                raise
            return precision.PLAIN  # the smaller attempts come next
        precision.remember(key, found)
        return found

    def _try(self, attempt: Attempt, choice: Choice, progress: Progress) -> Gathered | None:
        """Run one attempt; None where the memory does not suffice."""
        device = CPU if attempt.on_cpu else self.model.device
        try:
            if attempt.on_cpu:
                self._move(CPU)
            return self._gathered(attempt, choice, device, progress)
        except (RuntimeError, MemoryError) as error:
            if not is_memory_error(error):
                raise
        finally:
            if attempt.on_cpu:
                self._move(self.model.device)
        return None

    def _gathered(self, attempt: Attempt, choice: Choice, device: torch.device, progress: Progress) -> Gathered:
        prepared = self._prepared(device, part(progress, 0, 0.1))
        stitched_on = CPU if attempt.sums_on_cpu else device
        members = self._members(_as_attempted(choice, attempt), device)
        meaning = Meaning(
            len(self.model.card.labels), self.spec.activation, self.spec.background, self.model.card.threshold
        )
        interpolate = attempt.keep_outputs and not same_voxels(self.way)
        tally = Tally(self.way, meaning, interpolate=interpolate, device=stitched_on)
        checked = False

        def predict(windows: Tensor) -> Tensor:
            nonlocal checked
            outputs = members(windows)
            if not checked:
                _require_classes(self.model.card, meaning, outputs.shape[2])
                checked = True
            return meaning.reduced(outputs)

        slide(
            prepared.tensor,
            predict,
            self.tiling,
            tally.give,
            weights=window_weights(self.tiling.patch, self.spec.blend),
            stitching=Stitching(attempt.batch, stitched_on, attempt.half_sums),
            pad_value=self.spec.pad_value,
            progress=part(progress, 0.1, 0.9),
        )
        del prepared
        if tally.are_numbers():
            return tally.finish(progress=part(progress, 0.9, 1))
        del tally
        if attempt.dtype == "float32" or attempt.on_cpu:
            raise ModelPackError(
                say("The network of {model} gives no numbers on this scan.", model=self.model.card.title),
                say("Its weights may be damaged, or the scan has values that it was never shown."),
            )
        # Half precision ends at 65504; on some windows a network may pass that though it did not on the measured one.
        return self._gathered(replace(attempt, dtype="float32"), choice, device, progress)

    def _prepared(self, device: torch.device, progress: Progress) -> Prepared:
        prepared = prepare(self.volume, self.spec, device=device, way=self.way, progress=progress)
        prompts = self.model.card.prompts
        if prompts is None:
            return prepared
        points = self.said.points
        channels = prompt_channels(
            prompts,
            self.volume,
            self.way,
            inside=[each.place_lps_mm for each in points if each.is_inside],
            outside=[each.place_lps_mm for each in points if not each.is_inside],
            box=self.said.box_lps,
            device=device,
        )
        return replace(prepared, tensor=torch.cat([prepared.tensor, channels]))

    def _members(self, choice: Choice, device: torch.device | None = None) -> Members:
        return Members(
            self.model.networks,
            device=device or self.model.device,
            dimensions=self.spec.dimensions,
            choice=choice,
        )

    def _move(self, device: torch.device) -> None:
        for network in self.model.networks:
            network.to(device)

    def _load(self, choice: Choice) -> Load:
        load = load_of(
            self.model.card,
            self.spec,
            source=self.volume.shape,
            network=self.way.shape,
            resampled=not same_voxels(self.way),
        )
        members, prompts = len(self.model.networks), self.model.card.prompts
        if prompts is not None:
            load = replace(load, channels=load.channels + prompts.channels)
        return replace(load, members=members, window_bytes=choice.window_bytes, window_s=choice.window_s)


def _as_attempted(choice: Choice, attempt: Attempt) -> Choice:
    if attempt.on_cpu:
        return precision.PLAIN
    return Choice(attempt.dtype, choice.channels_last, choice.rewritten, choice.together)


def _require_classes(card: ModelCard, meaning: Meaning, found: int) -> None:
    if found not in meaning.expected_classes():
        wanted = " / ".join(str(count) for count in meaning.expected_classes())
        raise ModelPackError(
            say(
                "The network of {model} gives {found} classes; its card says {wanted}.",
                model=card.title,
                found=found,
                wanted=wanted,
            )
        )
