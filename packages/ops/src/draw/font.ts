/** Pixels of a character: 5 and one of space across; 7 for capitals and 2 for what hangs below, of 11 from line to line. */
export const CELL_WIDTH = 6;
export const CELL_HEIGHT = 11;
const GLYPH_ROWS = 9;

/** ASCII from the space on; for each character 9 rows from the top, 5 pixels as a digit of base 32, the left one highest. */
const glyphs: string = [
	"000000000444440400aaa000000aavavaa004fke5u400op248j300cik8lid00444000000",
	"24888420084222480004lel4000044v44000000004480000v0000000000cc0011248gg00",
	"ehjlphe004c4444e00eh1248v00v2421he0026aiv2200vgu11he0068guhhe00v12488800",
	"ehhehhe00ehhf12c000cc0cc0000cc0c4800248g8420000v0v0000842124800eh1240400",
	"ehnlnge004ahhvhh00uhhuhhu00ehggghe00sihhhis00vgguggv00vgguggg00ehgnhhf00",
	"hhhvhhh00e44444e0072222ic00hikokih00ggggggv00hrllhhh00hhpljhh00ehhhhhe00",
	"uhhuggg00ehhhlid00uhhukih00fgge11u00v44444400hhhhhhe00hhhhha400hhhllla00",
	"hha4ahh00hhha44400v1248gv00e88888e00gg8421100e22222e004ah0000000000000v0",
	"84200000000e1fhf00ggmphhu0000egghe0011djhhf0000ehvge00698s8880000fhhhf1e",
	"ggmphhh0040c444e002062222icggikoki00c44444e0000qllhh0000mphhh0000ehhhe00",
	"00uhhhugg00fhhhf1100mpggg0000fge1u0088s88960000hhhjd0000hhha40000hhlla00",
	"00ha4ah0000hhhhf1e00v248v00244844200444444400844244800008l20000",
].join("");

/** For a character that has none. */
const UNKNOWN = "vhhhhhv00";

/** Whether each of the 5 x 9 pixels of a character is set, by rows. */
export function glyphOf(character: string): readonly boolean[] {
	const at = ((character.codePointAt(0) as number) - 32) * GLYPH_ROWS;
	const rows = at >= 0 && at < glyphs.length ? glyphs.slice(at, at + GLYPH_ROWS) : UNKNOWN;
	return [...rows].flatMap((digit) => {
		const bits = Number.parseInt(digit, 32);
		return [16, 8, 4, 2, 1].map((bit) => (bits & bit) !== 0);
	});
}
