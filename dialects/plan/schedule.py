"""How a layer is to be computed."""

from __future__ import annotations

from xdsl.dialects.builtin import ArrayAttr, IntAttr, StringAttr
from xdsl.ir import Attribute, ParametrizedAttribute
from xdsl.irdl import irdl_attr_definition
from xdsl.parser import AttrParser
from xdsl.printer import Printer
from xdsl.utils.exceptions import VerifyException

ORDERS = ("tile", "group", "depth")


@irdl_attr_definition
class ScheduleAttr(ParametrizedAttribute):
    """The kernel of a layer and its blocking. Which kernels there are, and what they can compute, the pass `schedule` knows.

    - kernel `tap`: `filters` × `tile` accumulators in registers (`plan.tap_conv`); `run`: (channel, pattern)-outer with `filters`
      accumulators of `tile` vectors in memory (`plan.run_conv`); `linear` and `blocks`: `filters` rows of the input × `tile`
      vectors of outputs (`plan.linear`, `plan.block_linear`); `depthwise`: strips of `tile` vectors of columns (`plan.depthwise_conv`).
    - tile: vectors of flattened output positions computed together; of outputs, in fully connected layers.
    - lanes: elements of a vector.
    - order: what the outer loop of a `tap` kernel walks, tiles or filter groups. `depth` walks tiles too, but those at one place of all
      slices of a plane one after the other (slices of the first spatial dimension: frames, in 3-D), for windows that are deep.
    - channels: of a block, whose taps all filters add to their sums before the next block's, so that a tile of its planes stays in the
      nearest cache. Absent (0) where all channels are one block.

    ```mlir
    #plan.schedule<tap, filters = 8, tile = 3, lanes = 16, order = tile>
    #plan.schedule<tap, filters = 1, tile = 7, lanes = 16, order = tile, channels = 64>
    ```
    """

    name = "plan.schedule"
    kernel: StringAttr
    numbers: ArrayAttr[IntAttr]
    loop_order: StringAttr

    @classmethod
    def of(
        cls, kernel: str, filters: int, tile: int, lanes: int, order: str = "tile", *, channels: int = 0
    ) -> ScheduleAttr:
        numbers = [IntAttr(n) for n in (filters, tile, lanes, channels)]
        return cls(StringAttr(kernel), ArrayAttr(numbers), StringAttr(order))

    @property
    def filters(self) -> int:
        return self.numbers.data[0].data

    @property
    def tile(self) -> int:
        return self.numbers.data[1].data

    @property
    def lanes(self) -> int:
        return self.numbers.data[2].data

    @property
    def channels(self) -> int:
        return self.numbers.data[3].data

    @property
    def order(self) -> str:
        return self.loop_order.data

    def verify(self) -> None:
        if self.order not in ORDERS:
            raise VerifyException(f"an order is one of {ORDERS}")
        if min(self.filters, self.tile, self.lanes) < 1 or self.channels < 0:
            raise VerifyException("filters, tile, lanes and channels must be positive")
        if self.channels and self.order != "tile":
            raise VerifyException("blocks of channels go with the order 'tile'")

    @classmethod
    def parse_parameters(cls, parser: AttrParser) -> list[Attribute]:
        numbers: list[IntAttr] = []
        with parser.in_angle_brackets():
            kernel = parser.parse_identifier()
            for key in ("filters", "tile", "lanes"):
                parser.parse_punctuation(",")
                parser.parse_keyword(key)
                parser.parse_punctuation("=")
                numbers.append(IntAttr(parser.parse_integer()))
            parser.parse_punctuation(",")
            parser.parse_keyword("order")
            parser.parse_punctuation("=")
            order = parser.parse_identifier()
            numbers.append(IntAttr(cls._parse_channels(parser)))
        return [StringAttr(kernel), ArrayAttr(numbers), StringAttr(order)]

    @staticmethod
    def _parse_channels(parser: AttrParser) -> int:
        if parser.parse_optional_punctuation(",") is None:
            return 0
        parser.parse_keyword("channels")
        parser.parse_punctuation("=")
        return parser.parse_integer()

    def print_parameters(self, printer: Printer) -> None:
        with printer.in_angle_brackets():
            printer.print_string(
                f"{self.kernel.data}, filters = {self.filters}, tile = {self.tile}, lanes = {self.lanes}, order = {self.order}"
                + (f", channels = {self.channels}" if self.channels else "")
            )
